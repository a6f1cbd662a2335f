package delivery

import (
	"sync"

	"github.com/galley-cms/galley/content"
)

// search is a page of a list, or the look-up of an entry by a unique field, on its way.
type search struct {
	field *planField
	query *content.Query // nil for a look-up
	args  *arguments
	chain []string
	found *finding
}

// search notes that a field needs one. Parent is the entry that a reverse list is of.
func (x *run) search(f *planField, parent string, q *content.Query, a *arguments, chain []string, l *level) {
	s := &search{f, q, a, chain, &finding{}}
	x.found[place{f.index, parent}] = s.found
	x.fleeting = x.fleeting || (q != nil && q.Searches())
	l.searches = append(l.searches, s)
}

// read carries the search out. Errors are kept for writing, when the field's path is known.
func (s *search) read(x *run, r *content.Reader) {
	if s.query == nil {
		s.found.id, s.found.err = r.Lookup(x.ctx, s.field.model, s.args.field, s.args.chain[0], s.args.value)
		return
	}
	s.found.page, s.found.err = r.List(x.ctx, s.query, s.args.page)
}

// fetch reads what a level asks for.
func (x *run) fetch(l *level) (err error) {
	tasks := make([]func(*content.Reader), 0, len(l.searches)+1)
	for _, s := range l.searches {
		tasks = append(tasks, func(r *content.Reader) { s.read(x, r) })
	}
	if len(l.ids) > 0 {
		tasks = append(tasks, func(r *content.Reader) { err = r.Load(x.ctx, l.ids...) })
	}
	x.each(tasks)
	return err
}

// each carries out tasks: one after the other, or several at once, each worker with a reader of its own.
func (x *run) each(tasks []func(*content.Reader)) {
	workers := min(len(tasks), x.parallel)
	if workers <= 1 {
		for _, task := range tasks {
			task(x.reader)
		}
		return
	}
	queue, panics := make(chan func(*content.Reader), len(tasks)), make(chan any, workers)
	for _, task := range tasks {
		queue <- task
	}
	close(queue)
	readers := make([]*content.Reader, workers)
	var wg sync.WaitGroup
	for i := range readers {
		readers[i] = x.reader.Fork()
		wg.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					panics <- p
				}
			}()
			for task := range queue {
				task(readers[i])
			}
		})
	}
	wg.Wait()
	select {
	case p := <-panics:
		panic(p) // where those who answer the request can handle it
	default:
	}
	x.reader.Join(readers...)
}

// adopt takes over what the searches of a level found, in the order in which they stand in the query.
func (x *run) adopt(l *level) {
	for _, s := range l.searches {
		if s.query == nil {
			x.adoptEntry(s, l)
		} else {
			x.adoptList(s, l)
		}
	}
}

func (x *run) adoptEntry(s *search, l *level) {
	if s.found.err != nil || s.found.id == "" {
		x.tags.model(s.field.model)
		return
	}
	l.want(s.field, s.chain, s.found.id)
}

func (x *run) adoptList(s *search, l *level) {
	x.tags.model(s.field.model)
	page := s.found.page
	if s.found.err != nil {
		return
	}
	x.tags.entries(page.IDs)
	if !s.field.deep {
		return
	}
	objects, room := make([]*object, len(page.Copies)), make([]object, len(page.Copies))
	for i, c := range page.Copies {
		room[i].entry = c
		objects[i] = &room[i]
	}
	l.connection(s.field.one(), objects, s.chain)
}
