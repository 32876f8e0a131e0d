import {expect, test} from "vitest";
import {claimedRows, courseIndex, courseRows} from "../../src/notebook/course.ts";
import {markdownToNotebook} from "../../src/notebook/markdown.ts";

const rows = courseRows(`# The course

## 05 Pooling
| # | In the notes | The notebook shows |
|---|---|---|
| 5.1 | max \\| mean | both |
| 5.1b | - | more |

## 06 LeNet
| 6.1 | tanh | it |
`);

const lecture = {
  name: "05-pooling",
  notebook: markdownToNotebook(`---
title: Pooling
learn: [what, why]
---

# Pooling

## Which of [two]?

\`\`\`typescript
claim("5.1", true, "a");
claim(
  "5.1",
  true, "b"
);
reclaim("5.2");
\`\`\`

## Again

\`\`\`typescript tags=["solution"]
claim("5.1", true, "c"); claim("5.1b", true, "d");
\`\`\`
`)
};

test("rows are those of the tables, below the headings of lectures", () => {
  expect(rows).toEqual([
    {row: "5.1", notes: "max \\| mean", lecture: "05"},
    {row: "5.1b", notes: "-", lecture: "05"},
    {row: "6.1", notes: "tanh", lecture: "06"}
  ]);
});

test("a lecture claims rows under headings", () => {
  expect([...claimedRows(lecture)]).toEqual([
    ["5.1", ["Which of [two]?", "Again"]],
    ["5.1b", ["Again"]]
  ]);
});

test("the page links each row to where it is computed, and names lectures that are not there", () => {
  const page = courseIndex(rows, [lecture]);
  expect(page).toContain("| 05 | [Pooling](05-pooling.ipynb) | what; why |");
  expect(page).toContain(
    "| 5.1 | max \\| mean | [Which of \\[two\\]?](05-pooling.md#which-of-two)<br>[Again](05-pooling.md#again) |"
  );
  expect(page).toContain("| 5.1b | (ours) | [Again](05-pooling.md#again) |");
  expect(page).toContain("Lecture 06 is not there yet.");
});
