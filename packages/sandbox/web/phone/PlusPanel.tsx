import { AudioLines, Clapperboard, FileText, Flower2, Image, Link, MapPin, ScanLine } from 'lucide-react'
import { useRef } from 'react'
import { api } from '../api.ts'
import { useWords, type WordKey } from '../words.ts'

const MORE: { word: WordKey; Icon: typeof Image; message: object }[] = [
  { word: 'picture', Icon: Flower2, message: { type: 'image' } },
  { word: 'recording', Icon: AudioLines, message: { type: 'voice' } },
  { word: 'video', Icon: Clapperboard, message: { type: 'video' } },
  {
    word: 'location',
    Icon: MapPin,
    message: {
      type: 'location',
      latitude: 30.27415,
      longitude: 120.15515,
      label: '杭州市西湖区文三路 90 号',
    },
  },
  {
    word: 'link',
    Icon: Link,
    message: {
      type: 'link',
      title: '春日花束上新：芍药、洋牡丹、郁金香',
      description: '本周下单，次日送达',
      url: 'https://shop.example.com/spring',
    },
  },
  { word: 'file', Icon: FileText, message: { type: 'file', name: '发票抬头.pdf', bytes: 48_213 } },
]

/** What else a fan can send. */
export function PlusPanel({ personId, onScan }: { personId: string; onScan: () => void }) {
  const { say } = useWords()
  const chooser = useRef<HTMLInputElement>(null)
  return (
    <div className="plus-panel">
      <button type="button" className="plus-button" onClick={() => chooser.current?.click()}>
        <span>
          <Image size={26} strokeWidth={1.5} aria-hidden />
        </span>
        {say('album')}
      </button>
      <input
        ref={chooser}
        type="file"
        accept="image/*,video/mp4,.amr,.mp3"
        hidden
        onChange={(event) => {
          for (const file of event.target.files ?? []) void api.upload(personId, file)
          event.target.value = ''
        }}
      />
      {MORE.map(({ word, Icon, message }) => (
        <button
          key={word}
          type="button"
          className="plus-button"
          onClick={() => void api.say(personId, message)}
        >
          <span>
            <Icon size={26} strokeWidth={1.5} aria-hidden />
          </span>
          {say(word)}
        </button>
      ))}
      <button type="button" className="plus-button" onClick={onScan}>
        <span>
          <ScanLine size={26} strokeWidth={1.5} aria-hidden />
        </span>
        {say('scan')}
      </button>
    </div>
  )
}
