import type { Material, MaterialContent } from '@duokefu/contract'
import { Ellipsis } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CardSummary } from '../../cards/CardSummary.tsx'
import { fit } from '../../realtime/replies/rank.ts'
import { useReplies, useReplyBook } from '../../realtime/replies/reply-book.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/Menu.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { toast } from '../../ui/toast.ts'
import { downloadCsv } from './download-csv.ts'
import { ImportDialog } from './ImportDialog.tsx'
import { MaterialDialog } from './MaterialDialog.tsx'
import { wordsOf } from './material-words.ts'
import styles from './ReplyManager.module.css'
import { useReplyApi } from './reply-api.ts'
import { useAct } from './use-act.ts'

type Kind = 'all' | MaterialContent['type']
const kinds: readonly Kind[] = ['all', 'text', 'link', 'menu', 'miniprogram']
const none: readonly Material[] = []

/** 素材 of the account: written, pasted, imported. WeChat has no API for its own (S19). */
export function MaterialManager() {
  const { t } = useTranslation('replies')
  const book = useReplyBook()
  const { answer, failed } = useReplies()
  const api = useReplyApi()
  const { act } = useAct()
  const [kind, setKind] = useState<Kind>('all')
  const [query, setQuery] = useState('')
  const [open, setOpen] = useState<{ readonly material: Material | null } | 'import' | null>(null)
  const all = answer?.materials ?? none
  const found = all.filter(
    ({ title, content, initials }) =>
      (kind === 'all' || content.type === kind) &&
      fit({ title, initials, text: wordsOf(content) }, query) > 0,
  )

  async function remove({ id, title, content }: Material): Promise<void> {
    if (!(await act(() => api.removeMaterial(id)))) return
    toast.show({
      text: t('removed', { name: title === '' ? wordsOf(content).slice(0, 12) : title }),
      action: { text: t('undo'), run: () => void act(() => api.restoreMaterial(id)) },
    })
  }

  function handleExport() {
    downloadCsv(t('export.materials'), [
      [t('column.title'), t('column.text')],
      ...all.flatMap(({ title, content }) => (content.type === 'text' ? [[title, content.text]] : [])),
    ])
  }

  if (answer === null) {
    return failed ? (
      <p className={styles.state}>
        {t('failed')} <Button onClick={() => void book.refresh()}>{t('retry')}</Button>
      </p>
    ) : null
  }
  return (
    <div className={styles.manager}>
      <div className={styles.tools}>
        <Button variant="primary" onClick={() => setOpen({ material: null })}>
          {t('new')}
        </Button>
        <Button onClick={() => setOpen('import')}>{t('material.import')}</Button>
        <Button disabled={!all.some(({ content }) => content.type === 'text')} onClick={handleExport}>
          {t('export.open')}
        </Button>
        <input
          className={styles.search}
          type="search"
          aria-label={t('choose.search')}
          placeholder={t('choose.search')}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <Segmented
        label={t('material.kind')}
        value={kind}
        options={kinds.map((value) => ({
          value,
          text: value === 'all' ? t('all') : t(`material.type.${value}`),
        }))}
        onChange={setKind}
      />
      {found.length === 0 ? (
        <p className={styles.state}>{t(all.length === 0 ? 'material.none' : 'nothingFound')}</p>
      ) : (
        <ol className={styles.list}>
          {found.map((material) => (
            <Row
              key={material.id}
              material={material}
              onEdit={() => setOpen({ material })}
              onRemove={() => void remove(material)}
            />
          ))}
        </ol>
      )}
      {open === null ? null : open === 'import' ? (
        <ImportDialog target={{ kind: 'materials' }} onClose={() => setOpen(null)} />
      ) : (
        <MaterialDialog material={open.material} onClose={() => setOpen(null)} />
      )}
    </div>
  )
}

interface RowProps {
  material: Material
  onEdit: () => void
  onRemove: () => void
}

function Row({ material: { title, content }, onEdit, onRemove }: RowProps) {
  const { t } = useTranslation('replies')
  return (
    <li className={styles.row}>
      <button type="button" className={content.type === 'text' ? styles.main : styles.card} onClick={onEdit}>
        {content.type === 'text' ? (
          <>
            {title === '' ? null : <span className={styles.title}>{title}</span>}
            <span className={styles.text}>{content.text}</span>
          </>
        ) : (
          <>
            <CardSummary card={content} title={title} />
            <span className={styles.kind}>{t(`material.type.${content.type}`)}</span>
          </>
        )}
      </button>
      <Menu
        trigger={
          <IconButton label={t('actsOf', { name: title === '' ? wordsOf(content).slice(0, 12) : title })}>
            <Ellipsis size={20} strokeWidth={1.75} aria-hidden="true" />
          </IconButton>
        }
      >
        <MenuItem onSelect={onEdit}>{t('edit')}</MenuItem>
        <MenuSeparator />
        <MenuItem danger onSelect={onRemove}>
          {t('remove')}
        </MenuItem>
      </Menu>
    </li>
  )
}
