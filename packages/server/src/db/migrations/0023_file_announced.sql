-- Files that are about to be kept: said before they are written, so that nobody deletes an equal one meanwhile, and what a
-- crash left without a row is found (L12). A row is gone after a day.
create table file_announced (
  digest text primary key,
  at     timestamptz not null
);
create index file_announced_at on file_announced (at);
