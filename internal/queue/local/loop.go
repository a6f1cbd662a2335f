package local

import (
	"time"

	"go.etcd.io/bbolt"
)

// loop claims messages that are due and hands them to workers. Between them it sleeps until the next is due, or
// until it is woken.
func (q *Queue) loop() {
	if !q.ready() {
		return
	}
	for !q.stopping() {
		next, err := q.turn()
		if err != nil {
			q.options.Log.Error("queue: cannot read the queue file", "queue", q.name, "error", err)
			next = time.Now().Add(repairPause)
		}
		q.sleep(next)
	}
}

// ready waits until there is a file, and takes back what a process that died had claimed. It is false if the queue
// closes first.
func (q *Queue) ready() bool {
	for !q.broker.exists() {
		q.sleep(time.Time{})
		if q.stopping() {
			return false
		}
	}
	for {
		err := q.write(func(s *shelf) error { return s.recover(time.Now(), q.options.MaxAttempts) })
		if err == nil {
			return true
		}
		q.options.Log.Error("queue: cannot open the queue file", "queue", q.name, "error", err)
		if q.pause() != nil {
			return false
		}
	}
}

// sleep returns at a time (zero: never), when woken, or when the queue closes.
func (q *Queue) sleep(until time.Time) {
	var alarm <-chan time.Time
	if !until.IsZero() {
		t := time.NewTimer(time.Until(until))
		defer t.Stop()
		alarm = t.C
	}
	select {
	case <-alarm:
	case <-q.wake:
	case <-q.quit:
	}
}

// turn starts a worker for each message that is due and has room, and tells when to look again; zero if nothing
// waits but for room.
func (q *Queue) turn() (next time.Time, err error) {
	now := time.Now()
	due, next, err := q.look(now)
	if err != nil || len(due) == 0 {
		return next, err
	}
	jobs, err := q.claim(due, now)
	for _, j := range jobs {
		q.busy.Go(func() { q.work(j) })
	}
	return now, err // the groups served may have more
}

// look finds the groups with a message due and room for it, and when the first of the others is due.
func (q *Queue) look(now time.Time) (due []string, next time.Time, err error) {
	err = q.broker.read(func(tx *bbolt.Tx) error {
		s, err := shelfOf(tx, q.name)
		if err != nil || s == nil {
			return err
		}
		for _, h := range s.heads() {
			switch {
			case h.due.After(now):
				if next.IsZero() || h.due.Before(next) {
					next = h.due
				}
			case q.room(h.group) > 0:
				due = append(due, h.group)
			}
		}
		return nil
	})
	return due, next, err
}

// claim takes messages of the groups, in turn, for as many workers as are free.
func (q *Queue) claim(groups []string, now time.Time) (jobs []job, err error) {
	db, err := q.broker.open()
	if err != nil {
		return nil, err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		s, err := shelfOf(tx, q.name)
		if err != nil {
			return err
		}
		for _, group := range groups {
			for _, key := range s.waiting(group, now, q.room(group)) {
				j, err := s.claim(key)
				if err != nil {
					return err
				}
				jobs = append(jobs, j)
				q.occupy(group)
			}
		}
		return nil
	})
	if err != nil {
		for _, j := range jobs {
			q.release(j.message.Group)
		}
		return nil, err
	}
	return jobs, nil
}

// room is how many more messages of a group may be handled now.
func (q *Queue) room(group string) int {
	q.mu.Lock()
	defer q.mu.Unlock()
	free := q.options.Workers - q.running
	if group == "" {
		return free
	}
	return min(free, q.options.PerGroup-q.perGroup[group])
}

func (q *Queue) occupy(group string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.running++
	q.perGroup[group]++
}
