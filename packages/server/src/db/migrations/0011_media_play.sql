-- The copy of a recording that every browser plays (S21): a file of its own row, which goes with the same record.
alter table media
  add column play_key  text,
  -- How long a recording or a film is.
  add column seconds   real;
