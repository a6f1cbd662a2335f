import type { CSSProperties, ReactNode } from 'react';
import {
  DndContext,
  KeyboardSensor,
  PointerSensor,
  closestCenter,
  useSensor,
  useSensors,
  type DragEndEvent,
} from '@dnd-kit/core';
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { GripVertical } from 'lucide-react';
import { cn } from '@/lib/cn';

type Props = {
  ids: string[];
  onMove: (from: number, to: number) => void;
  children: ReactNode;
};

/** A list whose items are moved by dragging, or with space and the arrow keys. */
export function SortableList({ ids, onMove, children }: Props) {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const onDragEnd = ({ active, over }: DragEndEvent) => {
    const from = ids.indexOf(String(active.id));
    const to = ids.indexOf(String(over?.id));
    if (to >= 0 && from !== to) onMove(from, to);
  };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={onDragEnd}>
      <SortableContext items={ids} strategy={verticalListSortingStrategy}>
        {children}
      </SortableContext>
    </DndContext>
  );
}

type ItemProps = { id: string; label: string; className?: string; disabled?: boolean; children: ReactNode };

/** One item of a SortableList, with the handle that moves it. */
export function SortableItem({ id, label, className, disabled, children }: ItemProps) {
  const { setNodeRef, transform, transition, attributes, listeners, isDragging } = useSortable({ id, disabled });
  const style: CSSProperties = {
    transform: transform ? `translateY(${transform.y}px)` : undefined,
    transition,
  };
  return (
    <li ref={setNodeRef} style={style} className={cn('flex bg-surface', isDragging && 'relative z-10 shadow-3', className)}>
      <button
        type="button"
        {...attributes}
        {...listeners}
        disabled={disabled}
        aria-label={`Move ${label}`}
        className={cn(
          'grid w-7 shrink-0 cursor-grab place-items-center rounded text-fg-3 -outline-offset-2 hover:bg-hover',
          disabled && 'invisible',
        )}
      >
        <GripVertical className="size-4" />
      </button>
      {children}
    </li>
  );
}
