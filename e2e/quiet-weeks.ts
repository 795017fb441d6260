import type { Product } from './product.ts'

/** Thirty days of figures of the demo's two agents, the same in every run: mornings calm, evenings and weekends busy. */
export async function fillFigures(product: Product): Promise<void> {
  const [account] = await product.query<{ account_id: string }>('select account_id from account')
  for (const sql of [
    `insert into report_day (account_id, day, rolled_at, final)
     select $1, d::date, now(), true from generate_series(current_date - 30, current_date - 1, '1 day') d
     on conflict do nothing`,
    `insert into report_count (account_id, day, agent_id, hour, served, sessions, transfers, unsent, received)
     select $1, d::date, a.agent_id, h,
       case when a.agent_id = 0 then 2 else 1 end
         * case when h = -1 then 9 + (extract(day from d)::int * 5 + a.agent_id::int * 3) % 11 else 1 + h % 3 end,
       case when a.agent_id = 0 then 2 else 1 end
         * case when h = -1 then 12 + (extract(day from d)::int * 5 + a.agent_id::int * 3) % 11 else 1 end,
       case when h = -1 then 1 else 0 end, 0,
       case when a.agent_id = 0 then (h * 7 + extract(dow from d)::int * 5) % 23 + case when h > 18 then 12 else 0 end else 0 end
     from generate_series(current_date - 30, current_date - 1, '1 day') d,
       (select agent_id from agent where name in ('小林', '小吴') union select 0) a, generate_series(-1, 23) h
     where h = -1 or h between 8 and 22`,
    `insert into report_duration
     select $1, d::date, a.agent_id, f, 5 * s, 1 + (24 - s) / 3
     from generate_series(current_date - 30, current_date - 1, '1 day') d,
       (select agent_id from agent where name in ('小林', '小吴') union select 0) a,
       unnest(array['wait', 'first_response']) f, generate_series(1, 24) s`,
    `insert into agent_hour (account_id, agent_id, day, hour, replies, uncertain)
     select $1, agent_id, d::date, h, 2 + (agent_id::int * h + extract(day from d)::int * 5) % (5 + extract(dow from d)::int), 0
     from generate_series(current_date - 30, current_date - 1, '1 day') d, agent, generate_series(8, 22) h
     where name in ('小林', '小吴') on conflict do nothing`,
  ])
    await product.query(sql, [account?.account_id])
}
