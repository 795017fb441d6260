-- Ends a transaction that was decided by what is not so any more (src/conversations/kept-group.ts).
create function still_so(so boolean) returns void language plpgsql as $$
begin
  if so is not true then
    raise exception 'what was decided by is not so any more' using errcode = 'DK001';
  end if;
end
$$;
