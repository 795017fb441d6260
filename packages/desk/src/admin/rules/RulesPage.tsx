import type { Rule, RulesAnswer } from '@duokefu/contract'
import { App, Button } from 'antd'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AdminPage } from '../parts/AdminPage.tsx'
import { Loaded } from '../parts/Loaded.tsx'
import { RuleCard } from './RuleCard.tsx'
import { RuleEditor } from './RuleEditor.tsx'
import styles from './RulesPage.module.css'
import { moved, put, removed, restored } from './rule-list.ts'
import { TryRules } from './trial/TryRules.tsx'
import { type RulesAccess, useRules } from './use-rules.ts'

/** 规则 (S20, L2): which way a message goes, the first rule that fits decides. */
export function RulesPage() {
  const { t } = useTranslation('admin-rules')
  const access = useRules()
  const [adding, setAdding] = useState(false)
  return (
    <AdminPage
      title={t('title')}
      lead={t('lead')}
      help="rules"
      extra={
        <Button
          type="primary"
          icon={<Plus size={16} strokeWidth={1.75} aria-hidden="true" />}
          onClick={() => setAdding(true)}
        >
          {t('add')}
        </Button>
      }
    >
      <Loaded query={access.query}>{(answer) => <Rules answer={answer} save={access.save} />}</Loaded>
      {adding ? (
        <RuleEditor
          rule={null}
          onClose={() => setAdding(false)}
          onSave={(rule) => access.save((rules) => put(rules, rule))}
        />
      ) : null}
    </AdminPage>
  )
}

function Rules({ answer, save }: { answer: RulesAnswer; save: RulesAccess['save'] }) {
  const { t } = useTranslation('admin-rules')
  const { message } = App.useApp()
  const [editing, setEditing] = useState<Rule | null>(null)
  const [dragged, setDragged] = useState<string | null>(null)
  const [acting, setActing] = useState<string | null>(null)
  const { rules, hits } = answer

  async function remove(rule: Rule, place: number): Promise<void> {
    if (!(await save((list) => removed(list, rule.id)))) return
    const key = `deleted-${rule.id}`
    message.open({
      key,
      type: 'info',
      duration: 8,
      content: (
        <>
          {t('deleted', { name: rule.name })}
          <Button
            type="link"
            size="small"
            onClick={() => {
              message.destroy(key)
              void save((list) => restored(list, rule, place))
            }}
          >
            {t('undo')}
          </Button>
        </>
      ),
    })
  }

  return (
    <div className={styles.columns}>
      <div className={styles.list}>
        {rules.length === 0 ? <p className={styles.empty}>{t('empty')}</p> : null}
        <ol className={styles.cards} aria-label={t('title')}>
          {rules.map((rule, index) => (
            <RuleCard
              key={rule.id}
              rule={rule}
              place={index + 1}
              last={index === rules.length - 1}
              hits={hits[rule.id] ?? 0}
              acting={acting === rule.id}
              dragged={dragged === rule.id}
              onDrag={setDragged}
              onDrop={() => {
                if (dragged !== null && dragged !== rule.id) void save((list) => moved(list, dragged, index))
                setDragged(null)
              }}
              onMove={(by) => void save((list) => moved(list, rule.id, index + by))}
              onSwitch={(enabled) => void save((list) => put(list, { ...rule, enabled }))}
              onEdit={() => setEditing(rule)}
              onDelete={() => void remove(rule, index)}
            />
          ))}
        </ol>
        <p className={styles.rest}>{t('rest')}</p>
      </div>
      <TryRules rules={rules} onResult={setActing} />
      {editing === null ? null : (
        <RuleEditor
          rule={editing}
          onClose={() => setEditing(null)}
          onSave={(rule) => save((list) => put(list, rule))}
        />
      )}
    </div>
  )
}
