alter table media
  -- The small copy of a picture that lists and threads load (L10): a row of its own, which goes with the same record. Its
  -- own key where the picture is small enough, or can't be made smaller.
  add column small_key text,
  -- As what WeChat has its copy: an id of an image is no id of a thumb.
  add column wechat_media_type text,
  drop constraint media_state_check,
  -- expired: WeChat says that it has the file no more, which it keeps for three days.
  add constraint media_state_check check (state in ('fetching', 'ready', 'failed', 'expired'));
