import { Button, Modal, Slider } from 'antd'
import { useEffect, useRef, useState } from 'react'
import Cropper from 'react-easy-crop'
import { useTranslation } from 'react-i18next'
import { Avatar } from '../../ui/Avatar.tsx'
import styles from './AvatarField.module.css'
import { type CropArea, croppedJpeg, loaded } from './crop.ts'

export interface AvatarFieldProps {
  name: string
  /** The picture as it is now, chosen here or before. */
  src: string | null
  /** null: removed. */
  onChange: (picture: Blob | null) => void
}

/** An agent's picture: chosen, cropped to a square, or taken away. */
export function AvatarField({ name, src, onChange }: AvatarFieldProps) {
  const { t } = useTranslation('admin-team')
  const input = useRef<HTMLInputElement>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [problem, setProblem] = useState(false)
  useEffect(() => () => void (chosen === null ? undefined : URL.revokeObjectURL(chosen)), [chosen])

  async function choose(file: File | undefined): Promise<void> {
    if (file === undefined) return
    const url = URL.createObjectURL(file)
    try {
      await loaded(url)
      setProblem(false)
      setChosen(url)
    } catch {
      URL.revokeObjectURL(url)
      setProblem(true)
    }
  }

  return (
    <div className={styles.field}>
      <Avatar name={name} hue={null} src={src} size={64} />
      <div className={styles.choice}>
        <div className={styles.buttons}>
          <Button onClick={() => input.current?.click()}>
            {src === null ? t('drawer.choose') : t('drawer.change')}
          </Button>
          {src === null ? null : (
            <Button type="text" onClick={() => onChange(null)}>
              {t('drawer.remove')}
            </Button>
          )}
        </div>
        <p className={problem ? styles.problem : styles.help} role={problem ? 'alert' : undefined}>
          {problem ? t('drawer.notPicture') : t('drawer.avatarHelp')}
        </p>
      </div>
      <input
        ref={input}
        type="file"
        accept="image/png,image/jpeg,image/webp"
        className="visually-hidden"
        tabIndex={-1}
        aria-label={t('drawer.avatar')}
        onChange={(event) => {
          void choose(event.target.files?.[0])
          // The same file may be chosen again.
          event.target.value = ''
        }}
      />
      {chosen === null ? null : (
        <CropDialog
          source={chosen}
          onCancel={() => setChosen(null)}
          onDone={(picture) => {
            setChosen(null)
            onChange(picture)
          }}
        />
      )}
    </div>
  )
}

interface CropDialogProps {
  source: string
  onCancel: () => void
  onDone: (picture: Blob) => void
}

function CropDialog({ source, onCancel, onDone }: CropDialogProps) {
  const { t } = useTranslation('admin-team')
  const [crop, setCrop] = useState({ x: 0, y: 0 })
  const [zoom, setZoom] = useState(1)
  const [area, setArea] = useState<CropArea | null>(null)
  return (
    <Modal
      open
      title={t('drawer.cropTitle')}
      okText={t('drawer.cropDone')}
      cancelText={t('admin:cancel')}
      okButtonProps={{ disabled: area === null }}
      onCancel={onCancel}
      onOk={() => (area === null ? undefined : void croppedJpeg(source, area).then(onDone))}
    >
      <div className={styles.stage}>
        <Cropper
          image={source}
          aspect={1}
          crop={crop}
          zoom={zoom}
          showGrid={false}
          onCropChange={setCrop}
          onZoomChange={setZoom}
          onCropComplete={(_percent, pixels) => setArea(pixels)}
        />
      </div>
      <div className={styles.zoom}>
        <span>{t('drawer.cropZoom')}</span>
        <Slider
          className={styles.slider ?? ''}
          min={1}
          max={3}
          step={0.01}
          value={zoom}
          onChange={setZoom}
          tooltip={{ open: false }}
          ariaLabelForHandle={t('drawer.cropZoom')}
        />
      </div>
    </Modal>
  )
}
