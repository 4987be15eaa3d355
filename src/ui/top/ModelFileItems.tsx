// The model itself, as edited, for Keras and TF.js: nothing is locked in here.

import { DropdownMenu } from 'radix-ui'
import { useStore } from 'zustand'
import { modelFormats } from '../../exporters/models/modelFormats'
import { downloadModel, modelFileJob } from '../../store/exportModel'
import { DiagnosticList } from '../parts/DiagnosticList'
import { Icon } from '../parts/Icon'
import { JobProgress } from '../parts/JobProgress'

export function ModelFileItems() {
  const { running, error } = useStore(modelFileJob.store)
  return (
    <DropdownMenu.Group>
      <DropdownMenu.Label className="menu-label">Model file, with all edits</DropdownMenu.Label>
      {error && <DiagnosticList diagnostics={error} />}
      {running && <JobProgress running={running} />}
      {modelFormats.map((format) => (
        <DropdownMenu.Item
          key={format.id}
          disabled={running !== null}
          onSelect={(event) => {
            event.preventDefault()
            void downloadModel(format)
          }}
        >
          <Icon name="file" />
          <span>
            <b>{format.label}</b>
            <span className="hint">{format.opensIn}</span>
          </span>
        </DropdownMenu.Item>
      ))}
    </DropdownMenu.Group>
  )
}
