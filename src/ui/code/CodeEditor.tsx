// Monaco, read-only, in the page's colors. Only C and no language services: nothing is edited here.

import * as monaco from 'monaco-editor/editor'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import 'monaco-editor/languages/definitions/cpp/register'
import { useEffect, useRef } from 'react'
import { rootScale } from '../parts/useElementSize'

globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() }

const tokenColors = [
  ['comment', '--k-comment'],
  ['keyword', '--k-key'],
  ['type', '--k-type'],
  ['number', '--k-num'],
  ['string', '--k-str'],
  ['keyword.directive', '--k-pre'],
] as const

function applyTheme(): void {
  const root = document.documentElement
  const style = getComputedStyle(root)
  // a built style sheet shortens #ffffff, Monaco wants all six digits
  const color = (name: string) =>
    style
      .getPropertyValue(name)
      .trim()
      .replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3')
  monaco.editor.defineTheme('motrans', {
    base: root.dataset['theme'] === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: tokenColors.map(([token, name]) => ({ token, foreground: color(name).slice(1) })),
    colors: {
      'editor.background': color('--surface'),
      'editor.foreground': color('--text'),
      'editorLineNumber.foreground': color('--text-3'),
      'editorLineNumber.activeForeground': color('--text-2'),
      'editor.selectionBackground': color('--accent-soft'),
    },
  })
  monaco.editor.setTheme('motrans')
}

function languageOf(path: string): string {
  return /\.(c|h|ino|cpp|S)$/.test(path) ? 'cpp' : 'plaintext'
}

export function CodeEditor({
  path,
  text,
  marked,
}: {
  path: string
  text: string
  marked: { readonly from: number; readonly until: number } | undefined
}) {
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<monaco.editor.IStandaloneCodeEditor>(null)
  const marks = useRef<monaco.editor.IEditorDecorationsCollection>(null)

  useEffect(() => {
    if (!host.current) return
    applyTheme()
    const themed = new MutationObserver(applyTheme)
    themed.observe(document.documentElement, { attributeFilter: ['data-theme'] })
    const made = monaco.editor.create(host.current, {
      readOnly: true,
      domReadOnly: true,
      automaticLayout: true,
      minimap: { enabled: false },
      fontSize: 12 * rootScale(),
      lineHeight: 19 * rootScale(),
      fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--mono'),
      fontLigatures: false,
      scrollBeyondLastLine: false,
      renderLineHighlight: 'none',
      overviewRulerLanes: 0,
      bracketPairColorization: { enabled: false },
      guides: { indentation: false },
      occurrencesHighlight: 'off',
      padding: { top: 6, bottom: 12 },
      ariaLabel: 'Generated file',
    })
    editor.current = made
    marks.current = made.createDecorationsCollection()
    return () => {
      themed.disconnect()
      made.getModel()?.dispose()
      made.dispose()
    }
  }, [])

  useEffect(() => {
    const old = editor.current?.getModel()
    const model = monaco.editor.createModel(text, languageOf(path))
    model.updateOptions({
      bracketColorizationOptions: {
        enabled: false,
        independentColorPoolPerBracketType: false,
      },
    })
    editor.current?.setModel(model)
    old?.dispose()
  }, [path, text])

  const from = marked?.from
  const until = marked?.until
  useEffect(() => {
    const isMarked = from !== undefined && until !== undefined
    marks.current?.set(
      isMarked
        ? [
            {
              range: new monaco.Range(from, 1, until, 1),
              options: { isWholeLine: true, className: 'marked-line' },
            },
          ]
        : [],
    )
    const shown = editor.current
    if (isMarked && shown) shown.setScrollTop(shown.getTopForLineNumber(from) - 19 * rootScale())
  }, [path, text, from, until])

  return <div className="monaco-host" ref={host} />
}
