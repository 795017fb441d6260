-- Quick replies (快捷回复, S19). agent_id null = the team's.
create table reply_group (
  account_id  bigint not null references account,
  group_id    bigint generated always as identity,
  agent_id    bigint,
  name        text not null,
  position    integer not null default 0,
  created_at  timestamptz not null default now(),
  primary key (account_id, group_id),
  foreign key (account_id, agent_id) references agent
);
create index reply_group_owner on reply_group (account_id, agent_id, position);

create table quick_reply (
  account_id   bigint not null references account,
  reply_id     bigint generated always as identity,
  agent_id     bigint,
  group_id     bigint,
  -- Of the team's: the group of agents who have it; null = all.
  audience_id  bigint,
  position     integer not null default 0,
  title        text not null,
  body         text not null,
  pictures     text[] not null default '{}',
  card         jsonb,
  initials     text not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  -- Kept a day, for 撤销.
  deleted_at   timestamptz,
  primary key (account_id, reply_id),
  foreign key (account_id, agent_id) references agent,
  foreign key (account_id, group_id) references reply_group on delete set null (group_id),
  foreign key (account_id, audience_id) references agent_group on delete set null (audience_id)
);
create index quick_reply_owner on quick_reply (account_id, agent_id, position);
create index quick_reply_group on quick_reply (account_id, group_id);
create index quick_reply_audience on quick_reply (account_id, audience_id);

-- How much an agent uses a quick reply: score halves every week and grows by one with each use.
create table reply_use (
  account_id  bigint not null,
  agent_id    bigint not null,
  reply_id    bigint not null,
  score       float8 not null,
  used_at     timestamptz not null,
  primary key (account_id, agent_id, reply_id),
  foreign key (account_id, reply_id) references quick_reply on delete cascade
);
create index reply_use_reply on reply_use (account_id, reply_id);

-- 素材 of the account: texts and cards.
create table material (
  account_id   bigint not null references account,
  material_id  bigint generated always as identity,
  title        text not null,
  content      jsonb not null,
  initials     text not null,
  created_by   bigint not null,
  created_at   timestamptz not null default now(),
  updated_at   timestamptz not null default now(),
  deleted_at   timestamptz,
  primary key (account_id, material_id)
);
