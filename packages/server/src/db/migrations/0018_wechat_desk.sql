-- One click hands everything back to WeChat's own desk (L3): an account is at our desk, at WeChat's, or switched off.
alter table account
  add column wechat_desk boolean not null default false,
  add constraint handed_back_while_on check (interface_on or not wechat_desk);
