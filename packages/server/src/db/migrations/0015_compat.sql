-- The doors for programs: the WeChat-compatible API, and the hand-out of WeChat's own token.
alter table account
  add column api_on          boolean not null default true,
  add column token_out_on    boolean not null default true,
  add column api_app_secret  boolean not null default true,
  add column api_clear_quota boolean not null default false;

-- What a program opens a door with: only the hash is kept, and how it ends, so that people can tell keys apart.
create table api_key (
  account_id   bigint not null references account,
  key_id       bigint generated always as identity,
  door         text not null check (door in ('api', 'wechat_token')),
  name         text not null,
  secret_hash  bytea not null unique,
  hint         text not null,
  created_at   timestamptz not null,
  created_by   text not null,
  used_at      timestamptz,
  used_from    text,
  -- The refresh of WeChat's token that was handed out last: the audit log hears of each token once.
  handed_out   timestamptz,
  revoked_at   timestamptz,
  primary key (account_id, key_id)
);

-- From where a door may be used. None = from this machine alone.
create table api_address (
  account_id  bigint not null references account,
  address_id  bigint generated always as identity,
  door        text not null check (door in ('api', 'wechat_token')),
  range       cidr not null,
  note        text not null default '',
  primary key (account_id, address_id),
  unique (account_id, door, range)
);

-- Who was turned away because of that, for the admin who looks why a program can't get in. Twenty a door.
create table api_refused (
  account_id  bigint not null references account,
  door        text not null,
  address     inet not null,
  at          timestamptz not null,
  primary key (account_id, door, address)
);

-- Our own access tokens. Each key has its own, and so have the two token endpoints: none of them ends another's.
create table api_token (
  token_hash  bytea primary key,
  account_id  bigint not null references account,
  -- null: got with the account's own AppSecret, whose hash it was; another AppSecret ends it.
  key_id      bigint,
  secret_hash bytea,
  endpoint    text not null check (endpoint in ('token', 'stable_token')),
  -- stable_token gives the same one again while it lives, so that this one is sealed as well.
  sealed      bytea,
  issued_at   timestamptz not null,
  expires_at  timestamptz not null,
  foreign key (account_id, key_id) references api_key
);
create index api_token_account on api_token (account_id, endpoint, issued_at);

-- Where the next page of getmsglist begins: past this record.
create table api_record_cursor (
  account_id  bigint not null,
  msgid       bigint generated always as identity (start with 1000),
  at          timestamptz not null,
  openid      text not null,
  seq         bigint not null,
  made_at     timestamptz not null default now(),
  primary key (account_id, msgid)
);
create index api_record_cursor_made on api_record_cursor (made_at);

-- A token of WeChat's that was refused before its time: somebody else had another one made.
create table wechat_token_killed (
  account_id  bigint not null,
  at          timestamptz not null,
  -- How old it was.
  age_ms      float8 not null,
  primary key (account_id, at)
);
