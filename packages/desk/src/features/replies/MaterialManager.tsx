import type { Material, MaterialContent, RepliesAnswer } from '@duokefu/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CardSummary } from '../../cards/CardSummary.tsx'
import { fit } from '../../realtime/replies/rank.ts'
import { Button } from '../../ui/Button.tsx'
import { downloadCsv } from '../../ui/csv-file.ts'
import { Segmented } from '../../ui/Segmented.tsx'
import { toast } from '../../ui/toast.ts'
import { EditableList, EditableRow } from './EditableList.tsx'
import { ImportDialog } from './ImportDialog.tsx'
import { MaterialDialog } from './MaterialDialog.tsx'
import { wordsOf } from './material-words.ts'
import { ReplyLines } from './ReplyLines.tsx'
import styles from './ReplyManager.module.css'
import { useReplyApi } from './reply-api.ts'
import { useAct } from './use-act.ts'
import { WithReplies } from './WithReplies.tsx'

type Kind = 'all' | MaterialContent['type']
const kinds: readonly Kind[] = ['all', 'text', 'link', 'menu', 'miniprogram']

/** 素材 of the account: written, pasted, imported. WeChat has no API for its own (S19). */
export function MaterialManager() {
  return <WithReplies>{({ materials }) => <Materials all={materials} />}</WithReplies>
}

function Materials({ all }: { all: RepliesAnswer['materials'] }) {
  const { t } = useTranslation('replies')
  const api = useReplyApi()
  const { act } = useAct()
  const [kind, setKind] = useState<Kind>('all')
  const [query, setQuery] = useState('')
  const [open, setOpen] = useState<{ readonly material: Material | null } | 'import' | null>(null)
  const found = all.filter(
    ({ title, content, initials }) =>
      (kind === 'all' || content.type === kind) &&
      fit({ title, initials, text: wordsOf(content) }, query) > 0,
  )

  async function remove({ id, ...material }: Material): Promise<void> {
    if (!(await act(() => api.removeMaterial(id)))) return
    toast.show({
      text: t('removed', { name: nameOf(material) }),
      action: { text: t('undo'), run: () => void act(() => api.restoreMaterial(id)) },
    })
  }

  function handleExport() {
    downloadCsv(t('export.materials'), [
      [t('column.title'), t('column.text')],
      ...all.flatMap(({ title, content }) => (content.type === 'text' ? [[title, content.text]] : [])),
    ])
  }

  return (
    <>
      <EditableList
        tools={
          <>
            <Button variant="primary" onClick={() => setOpen({ material: null })}>
              {t('new')}
            </Button>
            <Button onClick={() => setOpen('import')}>{t('material.import')}</Button>
            <Button disabled={!all.some(({ content }) => content.type === 'text')} onClick={handleExport}>
              {t('export.open')}
            </Button>
          </>
        }
        search={t('choose.search')}
        query={query}
        onQuery={setQuery}
        choice={
          <Segmented
            label={t('material.kind')}
            value={kind}
            options={kinds.map((value) => ({
              value,
              text: value === 'all' ? t('all') : t(`material.type.${value}`),
            }))}
            onChange={setKind}
          />
        }
        empty={found.length > 0 ? null : t(all.length === 0 ? 'material.none' : 'nothingFound')}
      >
        {found.map((material) => (
          <Row
            key={material.id}
            material={material}
            onEdit={() => setOpen({ material })}
            onRemove={() => void remove(material)}
          />
        ))}
      </EditableList>
      {open === null ? null : open === 'import' ? (
        <ImportDialog target={{ kind: 'materials' }} onClose={() => setOpen(null)} />
      ) : (
        <MaterialDialog material={open.material} onClose={() => setOpen(null)} />
      )}
    </>
  )
}

function nameOf({ title, content }: Pick<Material, 'title' | 'content'>): string {
  return title === '' ? wordsOf(content).slice(0, 12) : title
}

interface RowProps {
  material: Material
  onEdit: () => void
  onRemove: () => void
}

function Row({ material, onEdit, onRemove }: RowProps) {
  const { t } = useTranslation('replies')
  const { title, content } = material
  return (
    <EditableRow name={nameOf(material)} onEdit={onEdit} onRemove={onRemove}>
      <button type="button" className={content.type === 'text' ? styles.main : styles.card} onClick={onEdit}>
        {content.type === 'text' ? (
          <ReplyLines title={title} text={content.text} />
        ) : (
          <>
            <CardSummary card={content} title={title} />
            <span className={styles.kind}>{t(`material.type.${content.type}`)}</span>
          </>
        )}
      </button>
    </EditableRow>
  )
}
