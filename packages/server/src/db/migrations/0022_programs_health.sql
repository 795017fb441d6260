-- Messages of programs that WeChat refused, after their program had heard that they were queued.
alter table gateway_minute add column programs_failed integer not null default 0;
