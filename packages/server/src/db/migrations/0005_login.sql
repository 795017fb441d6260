-- A page of ours that was opened on a phone in WeChat, and by whom. First it waits for WeChat's redirect (state_hash),
-- then it knows the openid for some minutes. The phone's browser holds the token in a cookie.
create table phone_visit (
  token_hash   bytea primary key,
  account_id   bigint not null references account,
  -- The path of the page that asked, sealed, since it holds a ticket or an invitation: no other page is answered by it.
  page         bytea not null,
  state_hash   bytea unique,
  openid       text,
  expires_at   timestamptz not null,
  constraint either_asks_or_knows check ((state_hash is null) = (openid is not null))
);
create index phone_visit_expiry on phone_visit (expires_at);

-- A QR on a login page (S2). It lives two minutes, works once, and lets in only the browser that showed it.
create table login_ticket (
  ticket_id     uuid primary key,
  -- Of what the QR says.
  ticket_hash   bytea not null unique,
  account_id    bigint not null references account,
  -- Of the cookie of the browser that shows it.
  browser_hash  bytea not null,
  digits        text not null check (digits ~ '^[1-9][0-9]$'),
  state         text not null default 'waiting'
                check (state in ('waiting', 'scanned', 'confirmed', 'entered', 'cancelled', 'refused')),
  -- Whose phone scanned it first; nobody else may confirm.
  openid        text,
  person_id     bigint references person,
  user_agent    text,
  address       text not null,
  created_at    timestamptz not null,
  expires_at    timestamptz not null,
  constraint confirmed_by_somebody check (state in ('waiting', 'refused') or openid is not null),
  constraint enters_as_somebody check (state not in ('confirmed', 'entered') or person_id is not null)
);
create index login_ticket_expiry on login_ticket (expires_at);

-- How a login began: whoever has just proved who they are by another way may set a new password without the old one.
alter table login add column way text not null default 'link'
  check (way in ('link', 'scan', 'wechat', 'password', 'demo'));

-- Login name and password of a person, for accounts whose agents can't log in by WeChat, and beside it.
create table person_password (
  person_id        bigint primary key references person,
  -- Lower case, as it is compared.
  login_name       text not null unique,
  -- scrypt$log2(N)$r$p$salt$hash
  password_hash    text not null,
  -- Sealed; the second factor is on while it is there.
  totp_secret      bytea,
  -- Sealed; waits for its first code.
  totp_pending     bytea,
  -- The last time step whose code was used: a code works once.
  totp_last_step   bigint,
  changed_at       timestamptz not null
);

-- What gets one in without the phone that makes the codes; each works once.
create table recovery_code (
  person_id  bigint not null references person_password,
  code_hash  bytea not null,
  primary key (person_id, code_hash)
);

-- Tries at a login name, known or not, within a window.
create table login_try (
  name_hash   bytea primary key,
  tries       integer not null,
  started_at  timestamptz not null
);
create index login_try_started on login_try (started_at);
