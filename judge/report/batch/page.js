"use strict";
// Fills the table, sorts and filters it, and opens reports. Data reach the page as text nodes only.
(async () => {
  const PAGE = 50;
  const PRINTED = 1000;
  const find = (selector) => document.querySelector(selector);
  const form = find(".controls"), body = find(".submissions tbody"), status = find(".status");
  const pages = find(".pages"), dialog = find("dialog"), article = find("article");

  const make = (tag, attributes = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children.filter((child) => child !== null));
    return element;
  };
  const inflate = async (element) => {
    const text = atob(element.textContent);
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  };
  const number = (value, digits = 0) => value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const seconds = (value) => value >= 0.0995 ? `${number(value, 2)} s` : `${number(value * 1000, value < 0.00995 ? 1 : 0)} ms`;
  const multiple = (value) => value === null ? "" : value < 0.001 ? "<0.001×" : `${number(value, value < 0.0995 ? 3 : value < 9.995 ? 2 : value < 99.95 ? 1 : 0)}×`;
  const megabytes = (value) => `${number(value / 1e6)} MB`;
  const percent = (value) => `${number(value * 100)}%`;
  const words = (slug) => slug.replaceAll("_", " ");

  if (!("DecompressionStream" in window)) {
    status.textContent += ". This browser is too old to show the others and their reports.";
    return;
  }
  const batch = await inflate(find("#batch"));
  const several = batch.challenges.length > 1;
  const reports = [...document.querySelectorAll(".reports")];
  const packed = await Promise.all([...document.querySelectorAll(".rows")].map(inflate));
  const rows = packed.flatMap((chunk, place) => chunk.map(
    ([id, challenge, verdict, cause, failed, message, score, cpu, ratio, memory, twin], position) => {
      const why = failed.length ? batch.properties[failed[0]][1] : message;
      const text = [id, batch.challenges[challenge][0], ...batch.verdicts[verdict], cause, words(cause), why,
        twin && `same as ${twin}`].join("\n").toLowerCase();
      return { id, challenge, verdict, cause, failed, why, score, cpu, ratio, memory, twin, text, place, position };
    }));
  rows.forEach((row, index) => { row.index = index; });
  let shown = rows, page = 0, sorted = null;

  const badge = ([name, short]) => make("abbr", { class: `badge ${short}`, title: words(name) }, short);
  const data = (text, kind = "data") => make("span", { class: kind }, text);
  const path = (text) => make("span", { class: "data" }, ...text.split(/(?<=\/)/).flatMap((part) => [part, make("wbr")]));
  const cells = {
    id: (row) => [make("a", { href: `#submission-${row.index + 1}` }, path(row.id)),
      row.twin ? data(`same as ${row.twin}`, "data twin") : null],
    challenge: (row) => batch.challenges[row.challenge][0],
    verdict: (row) => [badge(batch.verdicts[row.verdict]), " ", make("span", {}, words(row.cause))],
    why: (row) => data(row.why),
    score: (row) => percent(row.score),
    cpu: (row) => seconds(row.cpu),
    ratio: (row) => multiple(row.ratio),
    memory: (row) => megabytes(row.memory),
  };
  const headings = [...document.querySelectorAll(".submissions th")];

  const draw = (most = PAGE) => {
    const last = Math.max(Math.ceil(shown.length / PAGE) - 1, 0);
    page = Math.min(page, last);
    const part = shown.slice(page * PAGE, page * PAGE + most);
    body.replaceChildren(...part.map((row) => make("tr", {}, ...headings.map(({ dataset: { key } }) =>
      make("td", { class: key }, ...[cells[key](row)].flat())))));
    if (!part.length) body.append(make("tr", {}, make("td", { colspan: headings.length }, "No submission is like that.")));
    status.textContent = `${number(shown.length)} of ${number(rows.length)} submissions`;
    pages.hidden = last === 0;
    pages.querySelector("span").textContent = `Page ${number(page + 1)} of ${number(last + 1)}`;
    for (const button of pages.querySelectorAll("button")) {
      button.disabled = page === (["first", "previous"].includes(button.dataset.page) ? 0 : last);
    }
  };
  const value = (row, key) => key === "challenge" ? batch.challenges[row.challenge][0] : row[key];
  const order = new Intl.Collator("en", { numeric: true }).compare;
  const update = () => {
    const fields = Object.fromEntries(new FormData(form));
    const terms = fields.search.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = (name) => fields[name] ? Number(fields[name]) : null;
    const challenge = wanted("challenge"), verdict = wanted("verdict"), property = wanted("property");
    shown = rows.filter((row) =>
      (challenge === null || row.challenge === challenge) && (verdict === null || row.verdict === verdict) &&
      (property === null || row.failed.includes(property)) && terms.every((term) => row.text.includes(term)));
    if (sorted) {
      const { key, sign } = sorted;
      shown.sort((one, other) => {
        const [a, b] = [value(one, key), value(other, key)];
        if (a === b) return one.index - other.index;
        if (a === null || a === "") return 1;
        if (b === null || b === "") return -1;
        return sign * (typeof a === "string" ? order(a, b) : a - b);
      });
    }
    page = 0;
    draw();
  };

  const choices = (name, options) => {
    const select = form.elements[name];
    for (const [text, choice] of options) select.append(make("option", { value: choice }, text));
  };
  choices("challenge", [["All", ""], ...batch.challenges.map(([name, count], i) => [`${name} (${number(count)})`, i])]);
  choices("verdict", [["All", ""], ...batch.verdicts.map(([name], i) => [`${words(name)} (${number(batch.counts[i])})`, i])
    .filter((_, i) => batch.counts[i])]);
  choices("property", [["Any or none", ""]]);
  batch.challenges.forEach(([name], challenge) => {
    const group = several ? form.elements.property.appendChild(make("optgroup", { label: name })) : form.elements.property;
    batch.properties.forEach(([of, title, failures], i) => {
      if (of === challenge && failures) group.append(make("option", { value: i }, `${title} (${number(failures)})`));
    });
  });
  form.querySelector("[data-several]").hidden = !several;
  form.hidden = false;
  form.addEventListener("input", update);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(update));
  for (const link of document.querySelectorAll("[data-verdict], [data-property]")) {
    link.addEventListener("click", () => {
      form.reset();
      const { verdict, property } = link.dataset;
      const section = link.closest("[data-challenge]");
      if (verdict) form.elements.verdict.value = batch.verdicts.findIndex(([name]) => name === verdict);
      if (verdict && several && section) form.elements.challenge.value = section.dataset.challenge;
      if (property) form.elements.property.value = property;
    });
  }
  for (const heading of headings) {
    const button = make("button", { type: "button" }, heading.textContent);
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const { key } = heading.dataset;
      const again = sorted && sorted.key === key;
      sorted = again && sorted.sign < 0 ? null : { key, sign: again ? -1 : 1 };
      for (const other of headings) other.removeAttribute("aria-sort");
      if (sorted) heading.setAttribute("aria-sort", sorted.sign > 0 ? "ascending" : "descending");
      update();
    });
  }
  pages.addEventListener("click", (event) => {
    const last = Math.ceil(shown.length / PAGE) - 1;
    const target = { first: 0, previous: page - 1, next: page + 1, last }[event.target.dataset.page];
    if (target === undefined) return;
    page = target;
    draw();
    find("#submissions").scrollIntoView();
  });
  body.addEventListener("click", (event) => {
    const link = event.target.closest("tr").querySelector("a");
    if (link && !event.target.closest("a") && !String(getSelection())) link.click();
  });
  addEventListener("beforeprint", () => { if (!dialog.open) draw(PRINTED); });
  addEventListener("afterprint", () => draw());

  // The report of one submission.
  const facts = (pairs) => make("dl", { class: "facts" }, ...pairs.filter(([, text]) => text).map(([name, text]) =>
    make("div", {}, make("dt", {}, name), make("dd", {}, text))));
  const pre = (text, kind = "") => make("pre", { class: kind, ...(text.length > 1500 ? { tabindex: 0 } : {}) }, text);
  const evidence = (outcome) => {
    const { call, returned, raised, message, traceback, details } = outcome.counterexample;
    const pairs = [["call", call], ["returned", returned], ["raised", raised]];
    if (message.startsWith("expected ")) pairs.push(["expected", message.slice(9)]);
    else if (outcome.cause !== "exception") pairs.push(["because", message]);
    pairs.push(...Object.entries(details ?? {}), ["traceback", traceback]);
    return make("dl", { class: "evidence" }, ...pairs.filter(([, text]) => text).flatMap(([name, text]) =>
      [make("dt", {}, name), make("dd", {}, pre(text))]));
  };
  const outcomes = (heading, list) => list.length ? [make("h3", {}, heading), make("ol", { class: "outcomes" }, ...list.map((outcome) =>
    make("li", {},
      badge(batch.verdicts.find(([name]) => name === outcome.verdict)),
      make("span", { title: outcome.name }, outcome.title),
      make("span", { class: "spent" }, `${number(outcome.examples)} ${outcome.examples === 1 ? "example" : "examples"} · ${seconds(outcome.cpu_seconds)}`),
      outcome.counterexample ? evidence(outcome) : null)))] : [];
  const printed = (name, text, truncated) => text.trim()
    ? [make("h3", {}, name + (truncated ? ", cut at the limit" : "")), pre(text, "output")] : [];
  const render = (report) => {
    const { runtime, output, properties } = report;
    const [held, others] = [true, false].map((holds) => properties.filter(({ verdict }) => (verdict === "accepted") === holds));
    const unloadable = report.verdict === "invalid_submission";  // it fails every property in the same way
    const identity = [
      ["Path", report.submission.path], ["SHA-256", report.submission.digest], ["Same as", report.duplicate_of],
      ["Challenge", `${report.challenge.name} ${report.challenge.digest}`], ["Seed", report.seed],
      ["Isolation", `${report.isolation.level}: ${report.isolation.layers.join(", ")}`],
      ["Versions", Object.entries(report.versions).map((pair) => pair.join(" ")).join(", ")],
    ];
    article.replaceChildren(
      make("h2", { id: "report-heading", tabindex: -1 }, path(report.id)),
      make("p", {}, badge(batch.verdicts.find(([name]) => name === report.verdict)),
        ` ${words(report.verdict)}${report.cause ? `, ${words(report.cause)}` : ""}`),
      ...report.message ? [make("p", { class: "message data" }, report.message)] : [],
      facts([
        ["Score", `${percent(report.score)}, ${held.length} of ${properties.length} properties`],
        ["CPU time", seconds(runtime.cpu_seconds)],
        ["Against the reference", multiple(runtime.relative_to_reference)],
        ["Elapsed", seconds(runtime.wall_seconds)],
        ["Peak memory", megabytes(runtime.peak_memory_bytes)],
      ]),
      ...unloadable ? others.slice(0, 1).filter(({ counterexample }) => counterexample?.traceback).map(evidence)
        : [...outcomes("Properties that do not hold", others), ...outcomes("Properties that hold", held)],
      ...printed("Standard output", output.stdout, output.truncated),
      ...printed("Standard error", output.stderr, output.truncated),
      ...report.integrity.length ? [make("h3", {}, "Noticed"),
        make("ul", {}, ...report.integrity.map((act) => make("li", { class: "data" }, act)))] : [],
      make("h3", {}, "Identity"),
      make("dl", { class: "identity" }, ...identity.filter(([, text]) => text).flatMap(([name, text]) =>
        [make("dt", {}, name), make("dd", { class: "data" }, text)])));
  };
  let current = null, cached = { place: null, chunk: null };
  const open = async (row) => {
    current = row;
    if (cached.place !== row.place) cached = { place: row.place, chunk: inflate(reports[row.place]) };
    const chunk = await cached.chunk;
    if (current !== row) return;
    render(chunk[row.position]);
    const place = shown.indexOf(row);
    dialog.querySelector(".place").textContent = place < 0 ? "" : `${number(place + 1)} of ${number(shown.length)}`;
    for (const button of dialog.querySelectorAll("[data-step]")) {
      button.disabled = place < 0 || !shown[place + Number(button.dataset.step)];
    }
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    find("#report-heading").focus();
  };
  const follow = () => {
    const match = /^#submission-(\d+)$/.exec(location.hash);
    if (match && rows[match[1] - 1]) open(rows[match[1] - 1]);
    else if (dialog.open) dialog.close();
  };
  const step = (by) => {
    const next = shown[shown.indexOf(current) + by];
    if (next) location.replace(`#submission-${next.index + 1}`);
  };
  dialog.addEventListener("close", () => {
    const row = current;
    current = null;
    history.replaceState(null, "", "#submissions");
    const place = shown.indexOf(row);
    if (place < 0) return;
    page = Math.floor(place / PAGE);
    draw();
    body.rows[place % PAGE].querySelector("a").focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-close]")) dialog.close();
    const button = event.target.closest("[data-step]");
    if (button) step(Number(button.dataset.step));
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.target.closest("pre")) return;
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  addEventListener("hashchange", follow);
  update();
  follow();
})();
