import { type Rule, ruleSchema } from '@duokefu/contract'
import { Button, Drawer, Input, Select } from 'antd'
import { Plus, X } from 'lucide-react'
import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field, Group } from '../../ui/Form.tsx'
import { useCarefulClose } from '../parts/use-careful-close.ts'
import { useDrawerFocus } from '../parts/use-drawer-focus.ts'
import { ActionField } from './ActionField.tsx'
import { ConditionField } from './ConditionField.tsx'
import styles from './RuleEditor.module.css'
import { emptyCondition, type RuleDraft, ruleOf, typesOf, withType } from './rule-draft.ts'

export interface RuleEditorProps {
  /** null: a new one. */
  rule: Rule | null
  onClose: () => void
  onSave: (rule: Rule) => Promise<boolean>
}

type ConditionType = Rule['when'][number]['type']

/** What a condition can look at, as the choice groups it. */
const conditionTypes: readonly { readonly about: string; readonly types: readonly ConditionType[] }[] = [
  {
    about: 'message',
    types: ['text_equals', 'text_contains', 'text_starts_with', 'text_matches', 'message_type'],
  },
  { about: 'act', types: ['follow', 'menu_key', 'qr_scene'] },
  { about: 'customer', types: ['first_message', 'unanswered', 'tagged'] },
  { about: 'time', types: ['business_hours', 'time_of_day'] },
]

/** A rule being written. It is checked as a whole when it is saved; what is wrong is said at its field. */
export function RuleEditor({ rule, onClose, onSave }: RuleEditorProps) {
  const { t } = useTranslation('admin-rules')
  const id = useId()
  const { content, handleOpened } = useDrawerFocus<HTMLFormElement>()
  const [draft, setDraft] = useState<RuleDraft>(() => ({
    id: rule?.id ?? crypto.randomUUID(),
    name: rule?.name ?? '',
    enabled: rule?.enabled ?? true,
    when: rule?.when ?? [emptyCondition('text_equals')],
    action: rule?.action ?? { type: 'hand_over', to: null },
  }))
  const [begun] = useState(draft)
  const [checked, setChecked] = useState(false)
  const [saving, setSaving] = useState(false)
  const close = useCarefulClose(JSON.stringify(draft) !== JSON.stringify(begun), onClose)
  const parsed = ruleSchema.safeParse(ruleOf(draft))
  const wrong = new Set(
    checked && !parsed.success ? parsed.error.issues.map((issue) => issue.path.slice(0, 2).join('.')) : [],
  )

  async function save(): Promise<void> {
    setChecked(true)
    if (!parsed.success) return
    setSaving(true)
    const saved = await onSave(parsed.data)
    setSaving(false)
    if (saved) onClose()
  }

  const change = (part: Partial<RuleDraft>) => setDraft((before) => ({ ...before, ...part }))
  const changeCondition = (index: number, condition: RuleDraft['when'][number]) =>
    change({ when: draft.when.map((each, at) => (at === index ? condition : each)) })

  return (
    <Drawer
      open
      size={520}
      title={t(rule === null ? 'add' : 'editTitle')}
      onClose={() => void close()}
      afterOpenChange={handleOpened}
      footer={
        <div className={styles.foot}>
          <Button onClick={() => void close()}>{t('cancel')}</Button>
          <Button type="primary" loading={saving} onClick={() => void save()}>
            {t('save')}
          </Button>
        </div>
      }
    >
      <form
        ref={content}
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <Field label={t('name')} htmlFor={`${id}-name`} error={wrong.has('name') ? t('nameWrong') : null}>
          <Input
            id={`${id}-name`}
            value={draft.name}
            maxLength={30}
            placeholder={t('nameHint')}
            status={wrong.has('name') ? 'error' : ''}
            onChange={(event) => change({ name: event.target.value })}
          />
        </Field>
        <Group label={t('if')} help={t('ifHelp')}>
          <ol className={styles.conditions}>
            {draft.when.map((condition, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: conditions have no other name, and are replaced as values
              <li key={index} className={styles.condition}>
                <div className={styles.head}>
                  <Select
                    aria-label={t('conditionType', { place: index + 1 })}
                    className={styles.type ?? ''}
                    value={condition.type}
                    listHeight={420}
                    virtual={false}
                    options={conditionTypes.map(({ about, types }) => ({
                      label: t(`about.${about}`),
                      options: typesOf(types, draft.when, index).map((type) => ({
                        value: type,
                        label: t(`conditions.${type}.name`),
                      })),
                    }))}
                    onChange={(type: ConditionType) => changeCondition(index, withType(condition, type))}
                  />
                  <Button
                    type="text"
                    icon={<X size={16} strokeWidth={1.75} aria-hidden="true" />}
                    aria-label={t('removeCondition', { place: index + 1 })}
                    onClick={() => change({ when: draft.when.filter((_, at) => at !== index) })}
                  />
                </div>
                <ConditionField
                  condition={condition}
                  wrong={wrong.has(`when.${index}`)}
                  onChange={(next) => changeCondition(index, next)}
                />
              </li>
            ))}
          </ol>
          {draft.when.length === 0 ? <p className={styles.any}>{t('anyMessageHelp')}</p> : null}
          <Button
            icon={<Plus size={16} strokeWidth={1.75} aria-hidden="true" />}
            disabled={draft.when.length >= 10}
            onClick={() => change({ when: [...draft.when, emptyCondition('text_contains')] })}
          >
            {t('addCondition')}
          </Button>
        </Group>
        <Group label={t('then')}>
          <ActionField
            action={draft.action}
            wrong={[...wrong].some((path) => path.startsWith('action'))}
            onChange={(action) => change({ action })}
          />
        </Group>
        <button type="submit" hidden />
      </form>
    </Drawer>
  )
}
