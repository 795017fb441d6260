import type { QuickReply, ReplyGroup, ReplyScope } from '@duokefu/contract'
import { Ellipsis, Plus } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/Menu.tsx'
import styles from './GroupBar.module.css'
import { useReplyApi } from './reply-api.ts'
import { useAct } from './use-act.ts'

/** Which replies are listed: all, those in no group, or a group's. */
export type Shown = 'all' | 'none' | (string & {})

export interface GroupBarProps {
  scope: ReplyScope
  groups: readonly ReplyGroup[]
  replies: readonly QuickReply[]
  shown: Shown
  onShow: (shown: Shown) => void
}

type Naming = { readonly group: ReplyGroup | null }

/** The groups with how many each has; the chosen one can be renamed, moved and deleted. */
export function GroupBar({ scope, groups, replies, shown, onShow }: GroupBarProps) {
  const { t } = useTranslation('replies')
  const api = useReplyApi()
  const { act } = useAct()
  const [naming, setNaming] = useState<Naming | null>(null)
  const [deleting, setDeleting] = useState<ReplyGroup | null>(null)
  const count = (groupId: string | null) => replies.filter((reply) => reply.groupId === groupId).length
  const chips: { readonly value: Shown; readonly name: string; readonly count: number }[] = [
    { value: 'all', name: t('all'), count: replies.length },
    ...groups.map(({ id, name }) => ({ value: id, name, count: count(id) })),
    ...(groups.length > 0 ? [{ value: 'none', name: t('ungrouped'), count: count(null) }] : []),
  ]
  const group = groups.find(({ id }) => id === shown) ?? null

  function move(step: -1 | 1): void {
    if (group === null) return
    const ids = groups.map(({ id }) => id)
    const at = ids.indexOf(group.id)
    ids.splice(at, 1)
    ids.splice(at + step, 0, group.id)
    void act(() => api.orderGroups(scope, ids))
  }

  return (
    <fieldset className={styles.bar} aria-label={t('groups')}>
      {chips.map((chip) => (
        <button
          key={chip.value}
          type="button"
          className={styles.chip}
          aria-pressed={chip.value === shown}
          onClick={() => onShow(chip.value)}
        >
          <span className={styles.name}>{chip.name}</span> {chip.count}
        </button>
      ))}
      {group === null ? null : (
        <Menu
          align="start"
          trigger={
            <IconButton label={t('actsOf', { name: group.name })}>
              <Ellipsis size={20} strokeWidth={1.75} aria-hidden="true" />
            </IconButton>
          }
        >
          <MenuItem onSelect={() => setNaming({ group })}>{t('rename')}</MenuItem>
          <MenuItem disabled={groups[0] === group} onSelect={() => move(-1)}>
            {t('left')}
          </MenuItem>
          <MenuItem disabled={groups.at(-1) === group} onSelect={() => move(1)}>
            {t('right')}
          </MenuItem>
          <MenuSeparator />
          <MenuItem danger onSelect={() => setDeleting(group)}>
            {t('removeGroup')}
          </MenuItem>
        </Menu>
      )}
      <IconButton label={t('newGroup')} onClick={() => setNaming({ group: null })}>
        <Plus size={20} strokeWidth={1.75} aria-hidden="true" />
      </IconButton>
      {naming === null ? null : (
        <NameDialog
          group={naming.group}
          onClose={() => setNaming(null)}
          onName={async (name) => {
            const done = await act(async () => {
              if (naming.group !== null) await api.renameGroup(scope, naming.group.id, name)
              else onShow((await api.addGroup(scope, name)).id)
            })
            if (done) setNaming(null)
          }}
        />
      )}
      <Dialog
        open={deleting !== null}
        onOpenChange={() => setDeleting(null)}
        title={t('removeGroupTitle', { name: deleting?.name ?? '' })}
        description={t('removeGroupSays', { count: count(deleting?.id ?? '') })}
        actions={
          <>
            <Button onClick={() => setDeleting(null)}>{t('cancel')}</Button>
            <Button
              variant="danger"
              onClick={() => {
                const gone = deleting
                setDeleting(null)
                if (gone === null) return
                onShow('all')
                void act(() => api.removeGroup(scope, gone.id))
              }}
            >
              {t('removeGroup')}
            </Button>
          </>
        }
      />
    </fieldset>
  )
}

interface NameDialogProps {
  group: ReplyGroup | null
  onClose: () => void
  onName: (name: string) => Promise<void>
}

function NameDialog({ group, onClose, onName }: NameDialogProps) {
  const { t } = useTranslation('replies')
  const [name, setName] = useState(group?.name ?? '')
  function handleSubmit(event: FormEvent) {
    event.preventDefault()
    if (name.trim() !== '') void onName(name.trim())
  }
  return (
    <Dialog open onOpenChange={onClose} title={t(group === null ? 'newGroup' : 'rename')}>
      <form className={styles.form} onSubmit={handleSubmit}>
        <input
          className={styles.input}
          aria-label={t('groupName')}
          placeholder={t('groupName')}
          maxLength={20}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <div className={styles.acts}>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button type="submit" variant="primary" disabled={name.trim() === ''}>
            {t('save')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
