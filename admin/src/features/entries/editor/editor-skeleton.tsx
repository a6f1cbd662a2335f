/** Stands where the editor will be. */
export function EditorSkeleton() {
  return (
    <div className="mx-auto max-w-[768px] space-y-5 px-8 pt-20">
      <h1 id="page-title" tabIndex={-1} className="sr-only">
        Loading
      </h1>
      <div className="skeleton h-10 w-3/4" />
      <div className="skeleton h-9" />
      <div className="skeleton h-20" />
      <div className="skeleton h-96" />
    </div>
  );
}
