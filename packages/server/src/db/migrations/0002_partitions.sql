-- Makes the partitions of receipts for each day of [from, to], and those of messages for its months and the next one.
-- Called at every start and by an hourly job, so that one is always ahead.
create function make_partitions(from_day date, to_day date) returns void language plpgsql as $$
declare
  d date;
  m date;
begin
  perform pg_advisory_xact_lock(hashtext('duokefu.make_partitions'));
  m := date_trunc('month', from_day);
  while m <= to_day + 31 loop
    execute format('create table if not exists %I partition of message for values from (%L) to (%L)',
      'message_' || to_char(m, 'YYYYMM'), m, (m + interval '1 month')::date);
    m := m + interval '1 month';
  end loop;
  d := from_day;
  while d <= to_day loop
    execute format('create table if not exists %I partition of receipt for values from (%L) to (%L)',
      'receipt_' || to_char(d, 'YYYYMMDD'), d, d + 1);
    d := d + 1;
  end loop;
end
$$;

-- Whatever comes outside (a clock that is wrong, a job that did not run) still has a place: nothing is refused for want of one.
create table message_other partition of message default;
create table receipt_other partition of receipt default;
