import { useErrorText } from '../../locales/error-text.ts'
import { asApiError } from '../../realtime/api-error.ts'
import { useDeskStore, useMe } from '../../realtime/hooks.ts'
import { toast } from '../../ui/toast.ts'
import { type ServingSort, servingSorts, type WaitingSort, waitingSorts } from './list-order.ts'

/** The order of a list as the agent chose it, on whichever computer: kept at the server. */
export function useServingSort(): readonly [ServingSort, (sort: ServingSort) => void] {
  return useSort('servingSort', servingSorts, 'wait')
}

export function useWaitingSort(): readonly [WaitingSort, (sort: WaitingSort) => void] {
  return useSort('waitingSort', waitingSorts, 'wait')
}

function useSort<Sort extends string>(
  name: string,
  sorts: readonly Sort[],
  first: Sort,
): readonly [Sort, (sort: Sort) => void] {
  const store = useDeskStore()
  const errorText = useErrorText()
  const { preferences } = useMe().settings

  function choose(sort: Sort): void {
    void store.patchMe({ preferences: { ...preferences, [name]: sort } }).catch((thrown: unknown) => {
      toast.show({ text: errorText(asApiError(thrown)), tone: 'alert' })
    })
  }

  return [sorts.find((sort) => sort === preferences[name]) ?? first, choose]
}
