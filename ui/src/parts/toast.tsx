import type { ToastIntent } from '@fluentui/react-components'
import { Link, Toast, ToastBody, Toaster, ToastTitle, ToastTrigger, useToastController } from '@fluentui/react-components'
import { useCallback } from 'react'

const TOASTER = 'toasts'

/** What a toast says; `action` is a link that does one thing more. */
export type ToastText = { text: string; more?: string; intent: ToastIntent; action?: { label: string; act: () => void } }

/** Says that something happened. A few at a time: the oldest give way. */
export function useToast(): (toast: ToastText) => void {
  const { dispatchToast } = useToastController(TOASTER)
  return useCallback(
    ({ text, more, intent, action }: ToastText) => {
      const link = action && (
        <ToastTrigger>
          <Link onClick={action.act}>{action.label}</Link>
        </ToastTrigger>
      )
      dispatchToast(
        <Toast>
          <ToastTitle action={link}>{text}</ToastTitle>
          {more !== undefined && <ToastBody>{more}</ToastBody>}
        </Toast>,
        { intent },
      )
    },
    [dispatchToast],
  )
}

/** Where toasts appear. */
export function Toasts() {
  return <Toaster toasterId={TOASTER} position="bottom-end" limit={2} timeout={5000} pauseOnHover offset={{ vertical: 36 }} />
}
