import type { RuleReply } from '@duokefu/contract'
import { Button } from 'antd'
import { Upload } from 'lucide-react'
import { Suspense, use, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CardForm } from '../../../cards/CardForm.tsx'
import { cardOf, emptyCard, fieldsOf } from '../../../cards/card-fields.ts'
import { cardWords } from '../../../cards/part.ts'
import { useErrorText } from '../../../locales/error-text.ts'
import { fileProblem, kindOf, prepareFile, VoiceTooLongError } from '../../../media/media-file.ts'
import { asApiError } from '../../../realtime/api-error.ts'
import { useDeskStore } from '../../../realtime/hooks.ts'
import { Segmented } from '../../../ui/Segmented.tsx'
import styles from './Material.module.css'
import { MaterialPreview } from './MaterialPreview.tsx'
import { PickMaterial } from './PickMaterial.tsx'

export interface MaterialFieldProps {
  reply: RuleReply
  onChange: (reply: RuleReply) => void
}

const kinds = ['image', 'voice', 'video', 'link'] as const
type Kind = (typeof kinds)[number]
const accepts: Record<Exclude<Kind, 'link'>, string> = {
  image: 'image/jpeg,image/png,image/gif,image/webp,image/bmp',
  voice: '.mp3,.amr,audio/mpeg,audio/amr',
  video: 'video/mp4,.mp4',
}

/** A picture, voice, video or link to send: of the account's 素材, or new. */
export function MaterialField({ reply, onChange }: MaterialFieldProps) {
  const { t } = useTranslation('admin-rules')
  // Who looks at another kind and comes back finds what they had chosen.
  const chosen = useRef(new Map<Kind, RuleReply>())
  return (
    <div className={styles.material}>
      <Segmented
        label={t('actions.send.kind')}
        value={reply.type}
        options={kinds.map((value) => ({ value, text: t(`actions.send.kinds.${value}`) }))}
        onChange={(kind) => {
          chosen.current.set(reply.type, reply)
          onChange(chosen.current.get(kind) ?? emptyReply(kind))
        }}
      />
      {reply.type === 'link' ? (
        <Suspense fallback={null}>
          <LinkFields reply={reply} onChange={onChange} />
        </Suspense>
      ) : (
        <>
          {reply.mediaKey === '' ? null : <MaterialPreview key={reply.mediaKey} reply={reply} />}
          <div className={styles.acts}>
            <FileButton kind={reply.type} isThere={reply.mediaKey !== ''} onChange={onChange} />
            {reply.type === 'image' ? (
              <PickMaterial
                kind="image"
                onPick={(picked) => (picked.type === 'image' ? onChange(picked) : undefined)}
              />
            ) : null}
          </div>
        </>
      )}
    </div>
  )
}

interface FileButtonProps {
  kind: Exclude<Kind, 'link'>
  isThere: boolean
  onChange: (reply: RuleReply) => void
}

/** A file that is checked, reduced if it is a picture, and uploaded as soon as it is chosen. */
function FileButton({ kind, isThere, onChange }: FileButtonProps) {
  const { t } = useTranslation('admin-rules')
  const { api } = useDeskStore()
  const errorText = useErrorText()
  const input = useRef<HTMLInputElement>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)

  async function take(file: File): Promise<void> {
    const wrong = kindOf(file) === kind ? fileProblem(file) : ({ code: 'unsupported' } as const)
    setProblem(wrong === null ? null : t(`actions.send.problems.${wrong.code}`, { ...wrong }))
    if (wrong !== null) return
    setBusy(true)
    try {
      const { blob, thumb } = await prepareFile(file)
      const [{ key }, thumbFile] = await Promise.all([
        api.upload(blob, file.name),
        thumb === null ? null : api.upload(thumb, 'thumb.jpg'),
      ])
      onChange(
        kind === 'video'
          ? { type: kind, mediaKey: key, thumbKey: thumbFile?.key ?? null }
          : { type: kind, mediaKey: key },
      )
    } catch (thrown) {
      setProblem(
        thrown instanceof VoiceTooLongError
          ? t('actions.send.problems.voiceTooLong')
          : errorText(asApiError(thrown)),
      )
    } finally {
      setBusy(false)
    }
  }

  return (
    <>
      <Button
        icon={<Upload size={16} strokeWidth={1.75} aria-hidden="true" />}
        loading={busy}
        onClick={() => input.current?.click()}
      >
        {t(isThere ? 'actions.send.change' : `actions.send.upload.${kind}`)}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accepts[kind]}
        aria-label={t(`actions.send.upload.${kind}`)}
        onChange={(event) => {
          const [chosen] = event.target.files ?? []
          event.target.value = ''
          if (chosen !== undefined) void take(chosen)
        }}
      />
      <span className={styles.limit}>{t(`actions.send.limits.${kind}`)}</span>
      {problem === null ? null : (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </>
  )
}

function LinkFields({
  reply,
  onChange,
}: {
  reply: Extract<RuleReply, { type: 'link' }>
  onChange: (reply: RuleReply) => void
}) {
  use(cardWords)
  const [fields, setFields] = useState(() => fieldsOf(reply))
  const made = cardOf('link', fields)
  const typed = Object.values(fields).some((value) => value !== '' && value !== null)
  return (
    <>
      <PickMaterial
        kind="link"
        onPick={(picked) => {
          if (picked.type !== 'link') return
          setFields(fieldsOf(picked))
          onChange(picked)
        }}
      />
      <CardForm
        type="link"
        fields={fields}
        problems={typed && !made.ok ? urlProblems(made.problems) : {}}
        onChange={(part) => {
          const next = { ...fields, ...part }
          setFields(next)
          const card = cardOf('link', next)
          onChange(
            card.ok && card.card.type === 'link' ? card.card : { ...reply, title: next.title, url: '' },
          )
        }}
      />
    </>
  )
}

/** While it is being typed, what is missing is not wrong yet. */
function urlProblems<Problems extends Readonly<Record<string, string | undefined>>>(problems: Problems) {
  return Object.fromEntries(Object.entries(problems).filter(([, problem]) => problem === 'url'))
}

function emptyReply(kind: Kind): RuleReply {
  switch (kind) {
    case 'link': {
      const { title, description, url } = emptyCard
      return { type: kind, title, description, url, picUrl: null }
    }
    case 'video':
      return { type: kind, mediaKey: '', thumbKey: null }
    case 'image':
    case 'voice':
      return { type: kind, mediaKey: '' }
  }
}
