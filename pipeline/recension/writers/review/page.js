"use strict";
/* Text of the document is only ever inserted as text: no HTML is made of it, here or anywhere. */
(() => {
  const $ = id => document.getElementById(id);
  const data = JSON.parse($("edits").textContent);
  const edits = data.edits, classes = data.classes;
  const isQuery = edit => edit.act === "query";
  const NEAR = "150% 0%", FAR = "600% 0%", SHOWN = 200;

  // -- text that can be seen for what it is -----------------------------------------------
  const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\ue000-\uf8ff]|[\udb80-\udbff][\udc00-\udfff]/gu;
  const named = char => "U+" + char.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
  function put(parent, text, lines) {
    let done = 0;
    text = text.replaceAll("\ufffc", "※");
    if (lines) text = text.replaceAll("\n", "⏎\n");
    for (const found of text.matchAll(HIDDEN)) {
      parent.append(text.slice(done, found.index));
      const code = make("span", "code", named(found[0]));
      parent.append(code);
      done = found.index + found[0].length;
    }
    parent.append(text.slice(done));
    return parent;
  }
  const plain = text => text.replaceAll("\n", "⏎").replaceAll("\ufffc", "※").replace(HIDDEN, char => "[" + named(char) + "]");
  function make(name, kind, text) {
    const element = document.createElement(name);
    if (kind) element.className = kind;
    if (text !== undefined) element.textContent = text;
    return element;
  }

  // -- decisions ---------------------------------------------------------------------------
  const decisions = new Map();
  const KEY = "recension:" + data.digest;
  const nameOf = edit => JSON.stringify([edit.stage, edit.act, edit.glyphs, edit.before]);
  function remember() {
    try { localStorage.setItem(KEY, JSON.stringify(file())); } catch { /* private windows have no store */ }
  }
  function file() {
    const withdrawn = new Set(), made = [];
    for (const [index, choice] of decisions) {
      const edit = edits[index];
      if (edit.hand) {
        if (choice.verdict === "withdraw") withdrawn.add(JSON.stringify([edit.stage, edit.glyphs, edit.before]));
        continue;
      }
      if (!choice.verdict) continue;
      const entry = {verdict: choice.verdict, stage: edit.stage, rule: edit.rule, act: edit.act, page: edit.page + 1,
                     glyphs: edit.glyphs, before: edit.before, after: edit.after};
      if (choice.reading !== undefined && choice.verdict === "accept") entry.reading = choice.reading;
      if (choice.note) entry.note = choice.note;
      made.push(entry);
    }
    const kept = data.rulings.filter(one => !withdrawn.has(JSON.stringify([one.stage, one.glyphs, one.before])));
    return {overrides: "recension", version: 1, name: data.name, digest: data.digest, tool: data.tool,
            settings: data.settings, decisions: [...kept, ...made]};
  }
  function adopt(content) {
    if (content?.overrides !== "recension" || !Array.isArray(content.decisions)) return -1;
    if (content.digest && content.digest !== data.digest) return -2;
    const places = new Map(edits.map((edit, index) => [nameOf(edit), index]));
    let found = 0;
    for (const entry of content.decisions) {
      const index = places.get(nameOf(entry));
      if (index === undefined || edits[index].hand) continue;
      decisions.set(index, {verdict: entry.verdict === "accept" ? "accept" : "reject", reading: entry.reading,
                            note: typeof entry.note === "string" ? entry.note : ""});
      found += 1;
    }
    return found;
  }
  try { adopt(JSON.parse(localStorage.getItem(KEY))); } catch { /* nothing kept, or no store */ }
  const verdictOf = index => decisions.get(index)?.verdict ?? (edits[index]?.hand ? "hand" : "");

  // -- filters and the list ------------------------------------------------------------------
  const off = new Set();
  let order = [], shown = SHOWN, current = -1;
  function passes(edit, index) {
    const which = $("which").value;
    return !off.has(edit.stage) && (isQuery(edit) || edit.confidence <= Number($("sure").value))
      && (which === "all" || (isQuery(edit) && which === "queries") || (which === "open" && !verdictOf(index)));
  }
  function arrange() {
    order = edits.map((_, index) => index).filter(index => passes(edits[index], index));
    const rank = index => isQuery(edits[index]) && !edits[index].hand ? 0 : 1;
    order.sort((one, other) => ($("first").checked ? rank(one) - rank(other) : 0) || edits[one].page - edits[other].page
      || one - other);
    const queries = order.filter(index => isQuery(edits[index])).length;
    $("count").textContent = `${order.length} shown, ${queries} of them queries`;
    list();
    for (const mark of document.querySelectorAll("[data-e]")) dress(mark);
  }
  function list() {
    const items = document.createDocumentFragment();
    for (const index of order.slice(0, shown)) {
      const edit = edits[index], item = make("li"), button = make("button", classes[edit.stage]);
      button.type = "button";
      button.dataset.i = index;
      button.classList.toggle("query", isQuery(edit));
      if (index === current) button.setAttribute("aria-current", "true");
      button.textContent = told(index);
      item.append(button);
      items.append(item);
    }
    $("list").replaceChildren(items);
    $("more").hidden = order.length <= shown;
  }
  const VERDICTS = {accept: "accepted: ", reject: "rejected: ", hand: "decided before: ", withdraw: "withdrawn: "};
  function told(index) {
    const edit = edits[index], cut = text => { const all = plain(text); return all.length > 60 ? all.slice(0, 58) + "…" : all; };
    const what = isQuery(edit) ? `? ‹${cut(edit.before)}›`
      : edit.act === "move" ? `‹${cut(edit.before)}› to ${edit.layer}` : `‹${cut(edit.before)}› → ‹${cut(edit.after)}›`;
    return `${VERDICTS[verdictOf(index)] ?? ""}p. ${edit.page + 1} ${edit.stage}: ${what}`;
  }

  // -- pages, made when they come near -------------------------------------------------------
  function dress(mark) {
    const all = mark.dataset.e.split(",").map(Number), seen = all.filter(index => passes(edits[index], index));
    const first = seen.find(index => isQuery(edits[index])) ?? seen.at(-1) ?? all[0];
    mark.setAttribute("class", classes[edits[first].stage]);
    mark.classList.toggle("off", !seen.length);
    mark.classList.toggle("query", isQuery(edits[first]));
    mark.classList.toggle("now", all.includes(current));
    mark.classList.toggle("rejected", verdictOf(first) === "reject" && !isQuery(edits[first]));
    mark.dataset.first = first;
  }
  function segments(parent, parts) {
    for (const [text, on = [], flags = 0] of parts) {
      let into = parent;
      if (on.length) {
        into = make("mark");
        into.dataset.e = on.join(",");
        dress(into);
        parent.append(into);
      }
      if (flags & 2) into.append(make("sup", "", text));
      else put(flags & 1 ? into.appendChild(make("i")) : into, text);
    }
    return parent;
  }
  const SVG = "http://www.w3.org/2000/svg";
  const byPage = new Map();
  edits.forEach((edit, index) => byPage.set(edit.page, [...byPage.get(edit.page) ?? [], index]));
  function fill(section) {
    const place = Number(section.dataset.page), block = $("p" + place), content = JSON.parse(block.textContent);
    const text = section.querySelector(".text");
    if (text.hasAttribute("data-empty")) {
      text.removeAttribute("data-empty");
      for (const [kind, level, continued, parts] of content.b) {
        text.append(segments(make("p", kind + (continued ? " continued" : "")), parts));
      }
      if (content.n.length) text.append(make("h3", "", "Notes"));
      for (const [sign, continued, parts] of content.n) {
        const note = make("p", "note");
        note.append(make("sup", "", continued ? `${sign} (goes on)` : sign), " ");
        text.append(segments(note, parts));
      }
      if (content.a.length) text.append(make("h3", "", "Set aside"));
      let line = null, last = "";
      for (const [layer, parts] of content.a) {
        if (layer !== last) text.append(line = make("p", "set-aside", `${layer}: `));
        else line.append(" / ");
        segments(line, parts);
        last = layer;
      }
      if (!content.b.length && !content.n.length) text.prepend(make("p", "set-aside", "No text on this page."));
    }
    const sheet = section.querySelector(".sheet"), svg = sheet.querySelector("svg");
    if (!svg) {
      if (sheet.hasAttribute("data-empty")) segments(sheet, content.w);
      sheet.removeAttribute("data-empty");
    } else if (svg.hasAttribute("data-empty")) {
      svg.removeAttribute("data-empty");
      const image = document.createElementNS(SVG, "image"), [, , width, height] = svg.getAttribute("viewBox").split(" ");
      image.setAttribute("width", width);
      image.setAttribute("height", height);
      image.setAttribute("href", content.i ?? $("i" + place).textContent);
      svg.append(image);
      const boxes = (byPage.get(place) ?? []).flatMap(index => edits[index].boxes.map(box => [index, box]));
      boxes.sort((one, other) => (other[1][2] - other[1][0]) * (other[1][3] - other[1][1])
        - (one[1][2] - one[1][0]) * (one[1][3] - one[1][1]));
      for (const [index, [x0, y0, x1, y1]] of boxes) {
        const rect = document.createElementNS(SVG, "rect");
        for (const [name, value] of [["x", x0], ["y", y0], ["width", x1 - x0], ["height", y1 - y0]]) rect.setAttribute(name, value);
        rect.dataset.e = String(index);
        dress(rect);
        svg.append(rect);
      }
    }
  }
  function empty(section) {
    const svg = section.querySelector(".sheet svg");
    if (svg && !svg.hasAttribute("data-empty")) {
      svg.replaceChildren();
      svg.setAttribute("data-empty", "");
    }
  }
  const sections = [...document.querySelectorAll(".page")];
  const near = new IntersectionObserver(seen => seen.forEach(one => one.isIntersecting && fill(one.target)), {rootMargin: NEAR});
  const far = new IntersectionObserver(seen => seen.forEach(one => one.isIntersecting || empty(one.target)), {rootMargin: FAR});
  for (const section of sections) { near.observe(section); far.observe(section); }
  addEventListener("beforeprint", () => sections.forEach(fill));

  // -- one edit ------------------------------------------------------------------------------
  function fact(name, value, kind) {
    const dd = make("dd", kind);
    $("one-facts").append(make("dt", "", name), typeof value === "string" ? put(dd, value, true) : (dd.append(value), dd));
  }
  function choose(index, scroll = true) {
    current = index;
    const edit = edits[index], context = document.createDocumentFragment();
    $("one").className = classes[edit.stage];
    $("one-head").textContent = `${isQuery(edit) ? edit.hand ? "Decided by hand" : "Query" : "Change"}, page ${edit.page + 1}, ${edit.stage}`;
    $("one-facts").replaceChildren();
    fact("Before", edit.before, "words");
    if (edit.act === "replace") fact("After", edit.after || "(nothing)", "words");
    if (edit.act === "move") fact("Moved to", edit.layer);
    if (edit.readings.length) fact("Readings", edit.readings.map(plain).join("  |  "), "words");
    const flat = text => text.replaceAll(/\s*\n\s*/g, " ⏎ ");
    context.append(put(make("span"), "… " + flat(edit.left)), put(make("b"), flat(edit.before)), put(make("span"), flat(edit.right) + " …"));
    fact("Neighbours", context, "words");
    fact("Rule", edit.rule);
    fact("Reason", edit.reason);
    fact("Confidence", `${Math.round(edit.confidence * 100)} %`);
    $("one-none").hidden = true;
    $("one-facts").hidden = $("one-acts").hidden = false;
    const choice = decisions.get(index) ?? {};
    const takes = edit.takes ?? [];
    $("readings").hidden = !takes.length || edit.hand;
    $("readings").replaceChildren(make("legend", "", "Reading to accept"));
    takes.forEach((reading, number) => {
      const label = make("label"), radio = make("input");
      radio.type = "radio";
      radio.name = "reading";
      radio.value = String(number);
      radio.checked = (choice.reading ?? takes[0]) === reading;
      label.append(radio, put(make("span"), reading));
      $("readings").append(label);
    });
    $("accept").hidden = isQuery(edit) && !takes.length;
    $("reject").textContent = edit.hand ? "Withdraw (r)" : isQuery(edit) ? "Leave as printed (r)" : "Reject (r)";
    $("note").value = choice.note ?? "";
    pressed();
    fill(sections[edit.page]);
    for (const mark of document.querySelectorAll("[data-e]")) {
      mark.classList.toggle("now", mark.dataset.e.split(",").map(Number).includes(index));
    }
    for (const button of $("list").querySelectorAll("button")) {
      if (Number(button.dataset.i) === index) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    const item = $("list").querySelector("[aria-current]"), list = $("list");
    if (item) list.scrollTop += item.getBoundingClientRect().top - list.getBoundingClientRect().top - list.clientHeight / 3;
    $("one").parentElement.scrollTop = 0;
    if (scroll) {
      const mark = sections[edit.page].querySelector("mark.now:not(.off)") ?? sections[edit.page].querySelector("rect.now");
      (mark ?? sections[edit.page]).scrollIntoView({block: mark ? "center" : "start"});
    }
    $("live").textContent = `${$("one-head").textContent}: ${told(index)}. ${edit.reason}`;
  }
  function pressed() {
    const verdict = verdictOf(current);
    $("accept").setAttribute("aria-pressed", String(verdict === "accept"));
    $("reject").setAttribute("aria-pressed", String(verdict === "reject" || verdict === "withdraw"));
    const count = file().decisions.length;
    $("decided").textContent = count ? `${count} decision${count > 1 ? "s" : ""}.` : "None yet.";
  }
  function decide(verdict) {
    if (current < 0) return;
    const edit = edits[current], takes = edit.takes ?? [];
    if (verdict === "accept" && isQuery(edit) && !takes.length) return;
    if (verdict === "reject" && edit.hand) verdict = "withdraw";
    const choice = {verdict, note: $("note").value};
    const radio = $("readings").querySelector("input:checked");
    if (verdict === "accept" && takes.length) choice.reading = takes[Number(radio?.value ?? 0)];
    if (verdict) decisions.set(current, choice); else decisions.delete(current);
    pressed();
    remember();
    const button = $("list").querySelector(`[data-i="${current}"]`);
    if (button) button.textContent = told(current);
    for (const mark of document.querySelectorAll("[data-e]")) if (mark.dataset.e.split(",").includes(String(current))) dress(mark);
    $("live").textContent = verdict ? `${VERDICTS[verdictOf(current)]}${told(current)}` : "Undecided again.";
  }
  function step(among, by) {
    if (!among.length) { $("live").textContent = "None of these."; return; }
    const at = among.indexOf(current);
    choose(among[at < 0 ? (by > 0 ? 0 : among.length - 1) : (at + by + among.length) % among.length]);
  }
  const queries = () => order.filter(index => isQuery(edits[index]) && !edits[index].hand);

  // -- what people do ------------------------------------------------------------------------
  for (const box of document.querySelectorAll("[data-stage]")) {
    box.addEventListener("change", () => { box.checked ? off.delete(box.dataset.stage) : off.add(box.dataset.stage); arrange(); });
  }
  for (const id of ["sure", "which", "first"]) $(id).addEventListener("change", () => { shown = SHOWN; arrange(); });
  $("more").addEventListener("click", () => { shown += SHOWN; list(); });
  $("list").addEventListener("click", event => {
    const button = event.target.closest("button");
    if (button) choose(Number(button.dataset.i));
  });
  $("pages").addEventListener("click", event => {
    const mark = event.target.closest("[data-e]");
    if (mark && !mark.classList.contains("off")) choose(Number(mark.dataset.first), false);
  });
  $("accept").addEventListener("click", () => decide("accept"));
  $("reject").addEventListener("click", () => decide("reject"));
  $("clear").addEventListener("click", () => decide(""));
  $("note").addEventListener("input", () => {
    const choice = decisions.get(current);
    if (choice) { choice.note = $("note").value; remember(); }
  });
  $("goto").max = String(sections.length);
  $("goto").addEventListener("change", () => {
    const target = $("page-" + Number($("goto").value));
    if (target) { fill(target); target.scrollIntoView(); }
  });
  $("help").addEventListener("click", () => $("keylist").showModal());
  $("export").addEventListener("click", () => {
    const link = make("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(file(), null, 1) + "\n"], {type: "application/json"}));
    link.download = data.name.replace(/\.[^.]*$/, "") + ".overrides.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
  $("load").addEventListener("change", async event => {
    let found = -1;
    try { found = adopt(JSON.parse(await event.target.files[0].text())); } catch { /* told below */ }
    $("decided").textContent = found === -1 ? "This is no overrides file." : found === -2 ? "These were made for another file."
      : `${found} decisions loaded.`;
    arrange();
    remember();
  });
  const KEYS = {j: () => step(queries(), 1), n: () => step(queries(), 1), k: () => step(queries(), -1), p: () => step(queries(), -1),
                "]": () => step(order, 1), "[": () => step(order, -1), a: () => decide("accept"), r: () => decide("reject"),
                u: () => decide(""), e: () => { if (current >= 0) $("note").focus(); }, "?": () => $("keylist").showModal()};
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && event.target === $("note")) { $("one").focus(); return; }
    if (!$("keys").checked || event.ctrlKey || event.altKey || event.metaKey || $("keylist").open) return;
    if (event.target.closest("textarea, select, input:not([type=checkbox]):not([type=radio])")) return;
    if (KEYS[event.key]) { event.preventDefault(); KEYS[event.key](); }
  });
  const bar = document.querySelector(".bar"), root = document.documentElement;
  new ResizeObserver(() => root.style.setProperty("--bar", `${bar.offsetHeight}px`)).observe(bar);
  arrange();
  pressed();
  document.documentElement.dataset.ready = "yes";
})();
