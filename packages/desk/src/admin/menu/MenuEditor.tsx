import type { CurrentMenu as Current, MenuAnswer } from '@duokefu/contract'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { SaveBar } from '../parts/SaveBar.tsx'
import { useConfirm } from '../parts/use-confirm.tsx'
import { useSay } from '../parts/use-say.ts'
import { CurrentMenu } from './CurrentMenu.tsx'
import { EntryForm } from './EntryForm.tsx'
import styles from './MenuPage.module.css'
import { added, at, type Changed, changed, type MenuPlace, moved, movedBy, removed } from './menu-places.ts'
import { PhoneMenu } from './PhoneMenu.tsx'
import type { MenuAccess } from './use-menu.ts'
import { useMenuDraft } from './use-menu-draft.ts'

/** The phone whose menu is edited, and the fields of what is chosen on it. */
export function MenuEditor({ saved, access }: { saved: MenuAnswer; access: MenuAccess }) {
  const { t } = useTranslation('admin-menu')
  const { t: tAdmin } = useTranslation('admin')
  const confirm = useConfirm()
  const say = useSay()
  const draft = useMenuDraft(saved)
  const { menu, problems } = draft
  const [chosen, setChosen] = useState<MenuPlace | null>({ button: 0, entry: null })
  const [checked, setChecked] = useState(false)
  const [publishing, setPublishing] = useState(false)
  const [lost, setLost] = useState<readonly string[]>([])
  const selected = chosen !== null && at(menu, chosen) !== null ? chosen : null
  const entry = selected === null ? null : at(menu, selected)
  const wrongHere = problems.filter(
    (each) => checked && each.button === selected?.button && each.entry === selected.entry,
  )

  function take({ menu: next, place }: Changed): void {
    draft.setMenu(next)
    setChosen(place)
  }

  async function save(): Promise<boolean> {
    const [first] = problems
    setChecked(first !== undefined)
    if (first !== undefined) {
      setChosen(first)
      return false
    }
    const done = await access.save(draft, saved.version)
    if (done) {
      draft.discard()
      setLost([])
    }
    return done
  }

  async function publish(): Promise<void> {
    if (draft.changes > 0 && problems.length > 0) {
      await save()
      return
    }
    const question = { title: t('askPublish'), body: t('askPublishBody'), act: t('publish') }
    if (!(await confirm(question))) return
    setPublishing(true)
    if (draft.changes === 0 || (await save())) await access.publish()
    setPublishing(false)
  }

  async function remove(): Promise<void> {
    const question = { title: t('askRemove'), body: t('askRemoveBody'), act: t('removeMenu'), danger: true }
    if (await confirm(question)) await access.remove()
  }

  function adopt(current: Current): void {
    draft.replace(current.menu, current.actions)
    setLost(current.lost)
    setChosen({ button: 0, entry: null })
  }

  return (
    <>
      <CurrentMenu
        access={access}
        published={saved.published}
        menu={menu}
        changes={draft.changes}
        publishing={publishing}
        onAdopt={adopt}
        onPublish={() => void publish()}
        onRemove={() => void remove()}
      />
      {lost.length === 0 ? null : (
        <p className={styles.notice} role="status">
          {t('lost', { names: lost.map((name) => t('quoted', { name })).join(t('comma')) })}
        </p>
      )}
      <div className={styles.columns}>
        <PhoneMenu
          menu={menu}
          selected={selected}
          wrong={checked ? problems : []}
          onSelect={setChosen}
          onAdd={(button) => take(added(menu, button))}
          onMove={(from, to) => take(moved(menu, from, to))}
          onMoveBy={(from, by) => take(movedBy(menu, from, by))}
        />
        {selected === null || entry === null ? (
          <p className={styles.start}>{t('start')}</p>
        ) : (
          <EntryForm
            place={selected}
            entry={entry}
            wrong={new Set(wrongHere.map(({ field }) => field))}
            actionOf={draft.actionOf}
            otherRulesOf={(key) => saved.keys[key]?.otherRules ?? []}
            onChange={(part) => draft.setMenu(changed(menu, selected, part))}
            onAction={draft.setAction}
            onMoveBy={(by) => take(movedBy(menu, selected, by))}
            onRemove={() => take(removed(menu, selected))}
          />
        )}
      </div>
      <SaveBar
        changes={draft.changes}
        act={t('saveDraft')}
        onSave={async () => {
          const done = await save()
          if (done) say.done(tAdmin('saved'))
          return done
        }}
        onDiscard={() => {
          draft.discard()
          setLost([])
          setChecked(false)
        }}
      />
    </>
  )
}
