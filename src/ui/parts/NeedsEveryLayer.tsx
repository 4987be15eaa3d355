// In the place of a panel whose figures would be those of a part of the network only.

export function NeedsEveryLayer({ what }: { what: string }) {
  return (
    <div className="empty-panel">
      <h3>{what} needs every layer</h3>
      <p>A layer of this model can’t run on a board yet; it is marked in the graph.</p>
    </div>
  )
}
