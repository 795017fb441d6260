-- What WeChat has of an agent's kf account, and what it said last. Beside agent, which the ledger reads in each group.
create table agent_kf (
  account_id         bigint not null,
  agent_id           bigint not null,
  -- The account, name and picture that WeChat took; what differs from agent is still to be told.
  account            text,
  nick               text,
  avatar_key         text,
  -- As getkflist shows it: bound to a WeChat ID, or an invitation of WeChat's own.
  wx                 text,
  openid             text,
  invite_wx          text,
  invite_expires_at  timestamptz,
  invite_status      text,
  problem_step       text check (problem_step in ('add', 'update', 'avatar', 'invite', 'delete')),
  problem_code       integer,
  problem_text       text,
  primary key (account_id, agent_id),
  foreign key (account_id, agent_id) references agent
);

-- When an account's list was asked for last, and why that failed.
create table kf_check (
  account_id    bigint primary key references account,
  checked_at    timestamptz not null,
  problem_code  integer,
  problem_text  text
);

-- An invitation to be an agent: for one person, once, 72 h (L18). Only the hash of its token is kept.
create table invitation (
  account_id    bigint not null,
  invitation_id bigint generated always as identity,
  agent_id      bigint not null,
  token_hash    bytea not null unique,
  contact_kind  text check (contact_kind in ('wechat', 'qq', 'phone')),
  contact       text,
  invited_by    bigint not null,
  created_at    timestamptz not null,
  expires_at    timestamptz not null,
  state         text not null default 'pending'
    check (state in ('pending', 'confirming', 'accepted', 'declined', 'refused', 'withdrawn')),
  answered_at   timestamptz,
  -- Who answered: their openid, or the person who chose a password where accounts have no OAuth.
  openid        text,
  unionid       text,
  person_id     bigint references person,
  doubt         text check (doubt in ('different', 'unknown', 'role')),
  primary key (account_id, invitation_id),
  foreign key (account_id, agent_id) references agent,
  constraint contact_is_whole check ((contact_kind is null) = (contact is null)),
  constraint doubted_while_confirming check (state <> 'confirming' or doubt is not null)
);
create unique index invitation_open on invitation (account_id, agent_id) where state in ('pending', 'confirming');
create index invitation_agent on invitation (account_id, agent_id, invitation_id);
-- Whose openid is known for a contact: who accepted with it before.
create index invitation_contact on invitation (account_id, contact_kind, contact) where state = 'accepted';

-- A person has one place in an account, however many invitations they accept at once.
create unique index agent_member on agent (account_id, person_id) where left_at is null and person_id is not null;

-- The same person in several accounts of one Open Platform, where WeChat tells it: one login for all of them.
alter table person_openid add column unionid text;
create index person_openid_unionid on person_openid (unionid) where unionid is not null;
