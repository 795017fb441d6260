-- The account's menu as it is being edited here, and as it was published from here last (L13).
create table menu (
  account_id    bigint primary key references account,
  version       bigint not null default 1,
  draft         jsonb not null,
  published     jsonb,
  published_at  timestamptz,
  published_by  text,
  constraint published_as_a_whole check (
    (published is null) = (published_at is null) and (published is null) = (published_by is null)
  )
);
