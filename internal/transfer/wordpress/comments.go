package wordpress

import (
	"context"
	"strconv"
	"strings"

	"github.com/galley-cms/galley/internal/transfer"
)

// out says why a comment does not come in.
func (c *comment) out() string {
	switch strings.TrimSpace(c.Approved) {
	case "spam":
		return "is spam"
	case "trash", "post-trashed":
		return "is in the trash"
	}
	return ""
}

// comments sends the comments of an item.
func (im *importer) comments(ctx context.Context, k *known, it *item, name string) error {
	ids, repeated := im.commentIDs(k, it)
	for i := range it.Comments {
		c := &it.Comments[i]
		title := "comment " + c.ID + " on " + name
		if why := im.commentOut(k, c); why != "" {
			im.Skip("comment", transfer.Line{Item: title, Message: why})
			continue
		}
		if repeated[i] {
			im.Note(transfer.Line{Item: title, ID: ids[i], Message: "repeats or lacks a number, and comes in as an entry of its own"})
		}
		if err := im.Send(ctx, title, im.comment(k, c, ids[i], title)); err != nil {
			return err
		}
	}
	return nil
}

func (im *importer) commentOut(k *known, c *comment) string {
	switch {
	case k.out != "":
		return "belongs to an item that is left out"
	case k.file != nil || k.kind == typeMenuItem:
		return "belongs to a file or menu, which have no comments here"
	}
	return c.out()
}

// commentIDs gives every comment of an item its id, and tells which have no number of their own.
func (im *importer) commentIDs(k *known, it *item) ([]string, []bool) {
	ids, odd := make([]string, len(it.Comments)), make([]bool, len(it.Comments))
	for i := range it.Comments {
		c := &it.Comments[i]
		n := number(c.ID)
		if n == "" || im.commented[n] {
			odd[i] = true
			n = digest(8, k.id, c.Author, c.DateGMT, c.Content, strconv.Itoa(i))
		}
		im.commented[n] = true
		ids[i] = im.home().named("comment", n)
	}
	return ids, odd
}

// comment makes the entry of a comment. Approved ones are published, which shows them to those who may read comments.
func (im *importer) comment(k *known, c *comment, id, title string) transfer.Entry {
	body, losses := im.rich(c.Content, k)
	if len(losses) > 0 {
		im.Note(transfer.Line{Item: title, ID: id, Message: "loses " + strings.Join(losses, ", ")})
	}
	kind := strings.TrimSpace(c.Kind)
	if kind == "" {
		kind = "comment"
	}
	v := transfer.Values{
		"authorName": private(decode(c.Author)), "body": nil, "date": transfer.Time(c.written()), "kind": kind,
		"post": transfer.Ref{ID: k.id}, "parent": nil,
	}
	if !body.Empty() {
		v["body"] = body
	}
	if parent := number(c.Parent); parent != "" {
		if !im.commented[parent] {
			im.Note(transfer.Line{Item: title, ID: id, Message: "answers a comment that is not there"})
		} else {
			v["parent"] = transfer.Ref{ID: im.home().named("comment", parent)}
		}
	}
	e := transfer.Entry{ID: id, Model: "comment", Values: v, CreatedAt: transfer.Time(c.written())}
	e.UpdatedAt = e.CreatedAt
	if strings.TrimSpace(c.Approved) != "1" {
		im.Note(transfer.Line{Item: title, ID: id, Message: "comes in as a draft: it is not approved"})
		return e
	}
	e.Publish, e.PublishedAt, e.FirstPublishedAt = true, e.CreatedAt, e.CreatedAt
	return e
}
