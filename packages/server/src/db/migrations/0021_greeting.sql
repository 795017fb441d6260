-- The callbacks of a customer that the developer URL was asked about last, and a greeting that waits for its answers (L15).
alter table conversation add column asked jsonb;
alter table conversation add column greeting jsonb;
