-- Where WeChat's web authorization lives (the operator's alone, as api_base), how agents log in (S2),
-- and the account's WeChat id, which stands after the @ of its kf accounts.
alter table account
  add column oauth_base text not null default 'https://open.weixin.qq.com',
  add column login_way  text not null default 'oauth' check (login_way in ('oauth', 'scan', 'password')),
  add column wechat_id  text;

-- Who a person is to an account: the login binding (L18).
create table person_openid (
  account_id  bigint not null references account,
  openid      text not null,
  person_id   bigint not null references person,
  bound_at    timestamptz not null,
  primary key (account_id, openid),
  unique (account_id, person_id)
);

-- 离开设置 (S18): several texts, one in use; away_since names the period in which each customer hears it once.
alter table agent
  add column away_reply_on  boolean not null default false,
  add column away_replies   text[] not null default '{}',
  add column away_reply     integer not null default 0,
  add column away_since     timestamptz;

create table agent_group (
  account_id  bigint not null references account,
  group_id    bigint generated always as identity,
  name        text not null,
  created_at  timestamptz not null default now(),
  primary key (account_id, group_id),
  unique (account_id, name)
);

create table agent_group_member (
  account_id  bigint not null,
  group_id    bigint not null,
  agent_id    bigint not null,
  primary key (account_id, group_id, agent_id),
  foreign key (account_id, group_id) references agent_group on delete cascade,
  foreign key (account_id, agent_id) references agent
);
create index agent_group_member_agent on agent_group_member (account_id, agent_id);

-- Who did what at the admin pages; never changed, never deleted with records.
create table audit_log (
  account_id  bigint not null,
  audit_id    bigint generated always as identity,
  at          timestamptz not null,
  person_id   bigint,
  agent_id    bigint,
  -- The person's name as it was.
  by_name     text not null,
  act         text not null,
  target      text,
  before      jsonb,
  after       jsonb,
  address     text,
  primary key (account_id, audit_id)
);
create index audit_log_at on audit_log (account_id, at desc);

-- When the customer last got an away reply; imported records take numbers from next_import_seq downwards (L16).
alter table conversation
  add column away_replied_at  timestamptz,
  add column next_import_seq  bigint not null default 0;

-- What an automatic message was for: greeting, away, queue_notice, rule, follow.
alter table message add column purpose text;
