import type { QuickReply, RepliesAnswer, ReplyScope } from '@duokefu/contract'
import { Ellipsis } from 'lucide-react'
import { type KeyboardEvent, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useDesk } from '../../realtime/hooks.ts'
import { fit } from '../../realtime/replies/rank.ts'
import { Button } from '../../ui/Button.tsx'
import { downloadCsv } from '../../ui/csv-file.ts'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem } from '../../ui/Menu.tsx'
import { toast } from '../../ui/toast.ts'
import { ChooseMaterials } from './ChooseMaterials.tsx'
import { EditableList, EditableRow } from './EditableList.tsx'
import { GroupBar, type Shown } from './GroupBar.tsx'
import { ImportDialog } from './ImportDialog.tsx'
import { ReplyDialog } from './ReplyDialog.tsx'
import { ReplyLines, ReplyMarks } from './ReplyLines.tsx'
import styles from './ReplyManager.module.css'
import { useReplyApi } from './reply-api.ts'
import { useAct } from './use-act.ts'
import { WithReplies } from './WithReplies.tsx'

type Open = { readonly reply: QuickReply | null } | 'materials' | 'import' | null

/** One's own quick replies, or the team's: groups, order, everything about them. */
export function ReplyManager({ scope }: { scope: ReplyScope }) {
  return <WithReplies>{(answer) => <Replies scope={scope} answer={answer} />}</WithReplies>
}

function Replies({ scope, answer }: { scope: ReplyScope; answer: RepliesAnswer }) {
  const { t } = useTranslation('replies')
  const api = useReplyApi()
  const { act } = useAct()
  const [shown, setShown] = useState<Shown>('all')
  const [query, setQuery] = useState('')
  const [open, setOpen] = useState<Open>(null)
  const all = useMemo(() => answer.replies.filter((one) => one.scope === scope), [answer, scope])
  const groups = useMemo(() => answer.groups.filter((one) => one.scope === scope), [answer, scope])
  const inGroup = all.filter(
    ({ groupId }) => shown === 'all' || (shown === 'none' ? groupId === null : groupId === shown),
  )
  const found = inGroup.filter((reply) => fit(reply, query) > 0)
  const groupId = shown === 'all' || shown === 'none' ? null : shown

  async function remove(reply: QuickReply): Promise<void> {
    const { id } = reply
    if (!(await act(() => api.remove(scope, id)))) return
    toast.show({
      text: t('removed', { name: nameOf(reply) }),
      action: { text: t('undo'), run: () => void act(() => api.restore(scope, id)) },
    })
  }

  function move(reply: QuickReply, step: -1 | 1): void {
    const ids = inGroup.map(({ id }) => id)
    const at = ids.indexOf(reply.id)
    const to = at + step
    if (to < 0 || to >= ids.length) return
    ids.splice(at, 1)
    ids.splice(to, 0, reply.id)
    void act(() => api.order(scope, ids))
  }

  function handleExport() {
    const nameOfGroup = new Map(groups.map(({ id, name }) => [id, name]))
    downloadCsv(t(`export.${scope}`), [
      [t('column.group'), t('column.title'), t('column.text')],
      ...inGroup
        .filter(({ text }) => text !== '')
        .map(({ groupId: id, title, text }) => [nameOfGroup.get(id ?? '') ?? '', title, text]),
    ])
  }

  return (
    <>
      <EditableList
        tools={
          <>
            <Button variant="primary" onClick={() => setOpen({ reply: null })}>
              {t('new')}
            </Button>
            <Button onClick={() => setOpen('materials')}>{t('choose.open')}</Button>
            <Menu
              align="start"
              trigger={
                <IconButton label={t('more')}>
                  <Ellipsis size={20} strokeWidth={1.75} aria-hidden="true" />
                </IconButton>
              }
            >
              <MenuItem onSelect={() => setOpen('import')}>{t('import.open')}</MenuItem>
              <MenuItem disabled={inGroup.length === 0} onSelect={handleExport}>
                {t('export.open')}
              </MenuItem>
            </Menu>
          </>
        }
        search={t('search')}
        query={query}
        onQuery={setQuery}
        choice={<GroupBar scope={scope} groups={groups} replies={all} shown={shown} onShow={setShown} />}
        empty={found.length > 0 ? null : t(all.length === 0 ? `empty.${scope}` : 'nothingFound')}
      >
        {found.map((reply) => (
          <Row
            key={reply.id}
            reply={reply}
            movable={query === '' && inGroup.length > 1}
            onEdit={() => setOpen({ reply })}
            onMove={(step) => move(reply, step)}
            onRemove={() => void remove(reply)}
          />
        ))}
      </EditableList>
      {open === null ? null : open === 'import' ? (
        <ImportDialog target={{ kind: 'replies', scope }} onClose={() => setOpen(null)} />
      ) : open === 'materials' ? (
        <ChooseMaterials
          scope={scope}
          materials={answer.materials}
          group={groups.find(({ id }) => id === groupId)?.name ?? ''}
          onClose={() => setOpen(null)}
        />
      ) : (
        <ReplyDialog
          scope={scope}
          reply={open.reply}
          groups={groups}
          groupId={groupId}
          timeZone={answer.timeZone}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}

function nameOf({ title, text }: QuickReply): string {
  return title === '' ? `${text.slice(0, 12)}${text.length > 12 ? '…' : ''}` : title
}

interface RowProps {
  reply: QuickReply
  movable: boolean
  onEdit: () => void
  onMove: (step: -1 | 1) => void
  onRemove: () => void
}

/** Alt+↑ and Alt+↓ move it, as in 规则. */
function Row({ reply, movable, onEdit, onMove, onRemove }: RowProps) {
  const { t } = useTranslation('replies')
  const audience = useDesk(({ groups }) => groups.find(({ id }) => id === reply.audience)?.name ?? null)

  function handleKeyDown(event: KeyboardEvent) {
    if (!movable || !event.altKey || (event.key !== 'ArrowUp' && event.key !== 'ArrowDown')) return
    event.preventDefault()
    event.stopPropagation()
    onMove(event.key === 'ArrowUp' ? -1 : 1)
  }

  return (
    <EditableRow
      name={nameOf(reply)}
      onEdit={onEdit}
      onRemove={onRemove}
      acts={
        movable ? (
          <>
            <MenuItem shortcut="Alt+↑" onSelect={() => onMove(-1)}>
              {t('up')}
            </MenuItem>
            <MenuItem shortcut="Alt+↓" onSelect={() => onMove(1)}>
              {t('down')}
            </MenuItem>
          </>
        ) : null
      }
    >
      <button type="button" className={styles.main} onClick={onEdit} onKeyDown={handleKeyDown}>
        <ReplyLines title={reply.title} text={reply.text} />
        <ReplyMarks reply={reply} named>
          {audience === null ? null : <span>{t('onlyFor', { name: audience })}</span>}
        </ReplyMarks>
      </button>
    </EditableRow>
  )
}
