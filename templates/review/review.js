/* Marks the cell that is looked at, and keeps a reviewer's findings on this machine. */
(function () {
  "use strict";

  function make(name, attributes, children) {
    var element = document.createElement(name);
    Object.keys(attributes || {}).forEach(function (key) {
      if (key === "text") element.textContent = attributes[key];
      else if (key === "on") element.addEventListener(attributes.on[0], attributes.on[1]);
      else if (attributes[key] !== null) element.setAttribute(key, attributes[key]);
    });
    (children || []).forEach(function (child) { element.appendChild(child); });
    return element;
  }

  function filled(sentence, blanks) {
    return sentence.replace(/\{(\w+)\}/g, function (_, name) { return blanks[name]; });
  }

  /* The cell, or every cell of the range, that the address names. */
  function mark() {
    Array.prototype.forEach.call(document.querySelectorAll(".spot"), function (each) {
      each.classList.remove("spot");
      each.removeAttribute("aria-current");
    });
    var target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    var cell = target.closest("td");
    if (!cell) { target.setAttribute("tabindex", "-1"); target.focus(); return; }
    var ends = /-([A-Z]+)(\d+)_([A-Z]+)(\d+)$/.exec(target.id);
    var last = ends ? [number(ends[3]), +ends[4]] : null;
    var first = cell.cellIndex, body = cell.closest("tbody"), top = cell.parentNode.rowIndex;
    var right = ends ? first + last[0] - number(ends[1]) : first;
    var bottom = ends ? top + last[1] - +ends[2] : top;
    Array.prototype.forEach.call(body.rows, function (row) {
      if (row.rowIndex < top || row.rowIndex > bottom) return;
      for (var at = first; at <= right && at < row.cells.length; at++) row.cells[at].classList.add("spot");
    });
    cell.setAttribute("aria-current", "true");
    cell.setAttribute("tabindex", "-1");
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "center", inline: "center" });
  }

  function number(letters) {
    return letters.split("").reduce(function (sum, each) { return sum * 26 + each.charCodeAt(0) - 64; }, 0);
  }

  window.addEventListener("hashchange", mark);
  mark();
  /* A part that is folded must not stay so on paper. */
  window.addEventListener("beforeprint", function () {
    Array.prototype.forEach.call(document.querySelectorAll("details"), function (each) { each.open = true; });
  });

  var given = window.JUNHENG;
  if (!given) return;
  var words = given.words, key = "junheng-opinions-" + given.key;
  var kept = [], isKept = true, deleted = null;

  function load() {
    try { kept = JSON.parse(localStorage.getItem(key)) || []; } catch (error) { isKept = false; }
  }

  function keep() {
    try { localStorage.setItem(key, JSON.stringify(kept)); isKept = true; } catch (error) { isKept = false; }
  }

  var titles = {}, names = {};
  given.items.forEach(function (pair) { titles[pair[0]] = pair[1]; });
  given.schools.forEach(function (pair) { names[pair[0]] = pair[1]; });
  var asked = given.sheet.fields.filter(function (field) { return field.name !== "number"; });

  function label(field) {
    return words.labels[{ school_code: "school" }[field.name] || field.name] || field.title;
  }

  function select(id, first, pairs, chosen) {
    var options = [first].concat(pairs).map(function (pair) {
      var option = make("option", { value: pair[0], text: pair[0] ? pair[0] + "　" + pair[1] : pair[1] });
      option.selected = pair[0] === chosen;
      return option;
    });
    return make("select", { id: id, name: id }, options);
  }

  function input(field, id, value) {
    if (field.name === "item") return select(id, ["", words.no_item], given.items, value);
    if (field.name === "school_code") return select(id, ["", given.county[1]], given.schools, value);
    if (field.type === "date") { var day = make("input", { id: id, name: id, type: "date" }); day.value = value; return day; }
    var isShort = field.name === "reviewer";
    var box = make(isShort ? "input" : "textarea", { id: id, name: id, type: isShort ? "text" : null, rows: isShort ? null : "3" });
    if (field.is_required) { box.required = true; box.setAttribute("aria-required", "true"); }
    box.value = value;
    return box;
  }

  var serial = 0;
  /* `after` is called with the finding once it is complete; without it there is no way out. */
  function form(opinion, button, after, cancel) {
    var base = "o" + (++serial) + "-", boxes = {};
    var problem = make("p", { class: "problem", role: "alert" });
    var rows = asked.map(function (field) {
      var id = base + field.name;
      boxes[field.name] = input(field, id, opinion[field.name] || "");
      var title = label(field) + (field.is_required ? "（" + words.required + "）" : "");
      return make("p", { class: "row" }, [make("label", { for: id, text: title }), boxes[field.name]]);
    });
    var buttons = [make("button", { type: "submit", text: button })];
    if (cancel) buttons.push(make("button", { type: "button", text: words.cancel, on: ["click", cancel] }));
    return make("form", { novalidate: "", on: ["submit", function (event) {
      event.preventDefault();
      var found = {};
      asked.forEach(function (field) { found[field.name] = boxes[field.name].value.trim(); });
      var missing = asked.filter(function (field) { return field.is_required && !found[field.name]; });
      problem.textContent = missing.length ? filled(words.missing, { titles: missing.map(label).join("、") }) : "";
      asked.forEach(function (field) {
        if (missing.indexOf(field) < 0) boxes[field.name].removeAttribute("aria-invalid");
        else boxes[field.name].setAttribute("aria-invalid", "true");
      });
      if (missing.length) { boxes[missing[0].name].focus(); return; }
      after(found);
    }] }, rows.concat([problem, make("p", { class: "buttons" }, buttons)]));
  }

  var status = make("p", { class: "status", role: "status" });
  function say(sentence, blanks) {
    status.textContent = filled(sentence, blanks || {}) + (isKept ? "" : " " + words.memory_only);
  }

  function opinionLine(opinion, at, draw) {
    var where = [opinion.item ? opinion.item + " " + (titles[opinion.item] || "") : words.no_item,
      opinion.school_code ? names[opinion.school_code] || opinion.school_code : given.county[1]].join(" · ");
    var holder = make("li", {}, [
      make("p", { class: "of", text: filled(words.of, { number: at + 1 }) + "　" + where }),
      make("p", { text: opinion.problem })
    ]);
    [["basis"], ["suggestion"], ["deadline"], ["reviewer"]].forEach(function (name) {
      var field = asked.filter(function (each) { return each.name === name[0]; })[0];
      if (field && opinion[name[0]]) holder.appendChild(make("p", { class: "of", text: label(field) + "：" + opinion[name[0]] }));
    });
    var edit = make("button", { type: "button", text: words.edit, "aria-label": words.edit + filled(words.of, { number: at + 1 }) });
    edit.addEventListener("click", function () {
      var changed = form(opinion, words.change, function (found) {
        kept[at] = found; keep(); draw(); say(words.changed);
      }, draw);
      holder.replaceChildren(changed);
      changed.querySelector("select, input, textarea").focus();
    });
    var remove = make("button", { type: "button", text: words.delete, "aria-label": words.delete + filled(words.of, { number: at + 1 }), on: ["click", function () {
      deleted = [at, kept[at]];
      kept.splice(at, 1); keep(); draw(); say(words.deleted);
      var undo = document.querySelector(".undo");
      if (undo) undo.focus();
    }] });
    holder.appendChild(make("p", { class: "buttons" }, [edit, remove]));
    return holder;
  }

  function undoButton(draw) {
    return make("button", { type: "button", class: "undo", text: words.undo, on: ["click", function () {
      kept.splice(deleted[0], 0, deleted[1]); deleted = null; keep(); draw(); say(words.restored);
    }] });
  }

  function workbook() {
    var sheet = given.sheet, rows = [[sheet.heading], [words.note]];
    while (rows.length < sheet.header_row - 1) rows.push([]);
    rows.push(sheet.fields.map(function (field) { return field.header; }));
    kept.forEach(function (opinion, at) {
      rows.push(sheet.fields.map(function (field) { return field.name === "number" ? String(at + 1) : opinion[field.name]; }));
    });
    return JunhengWorkbook.blob([
      { title: sheet.title, rows: rows, head: sheet.header_row, widths: sheet.fields.map(function (field) { return field.width; }) },
      { title: given.stamp.sheet, rows: given.stamp.rows, isHidden: true }
    ]);
  }

  function save() {
    var address = URL.createObjectURL(workbook());
    var anchor = make("a", { href: address, download: given.file });
    document.body.appendChild(anchor);
    anchor.click();
    document.body.removeChild(anchor);
    setTimeout(function () { URL.revokeObjectURL(address); }, 10000);
    say(words.exported, { count: kept.length });
  }

  var list = document.getElementById("opinion-list");
  var place = document.querySelector(".opinion-form");
  var own = place ? { item: place.dataset.item, school_code: place.dataset.school } : {};

  function belongs(opinion) {
    if (list) return true;
    return own.item ? opinion.item === own.item : opinion.school_code === own.school_code;
  }

  function draw() {
    var target = list || place.querySelector(".here");
    var shown = kept.map(function (opinion, at) { return [opinion, at]; }).filter(function (pair) { return belongs(pair[0]); });
    var children = [];
    if (list) children.push(make("h2", { text: filled(words.list_all, { count: kept.length }) }));
    else if (shown.length) children.push(make("h3", { text: words.list_here }));
    if (list && !kept.length) children.push(make("p", { text: words.empty }));
    if (shown.length) children.push(make("ol", { class: "opinions" }, shown.map(function (pair) { return opinionLine(pair[0], pair[1], draw); })));
    var buttons = list ? [make("button", { type: "button", class: "main", text: words.export, on: ["click", save] })] : [];
    if (deleted) buttons.push(undoButton(draw));
    if (buttons.length) children.push(make("p", { class: "buttons" }, buttons));
    target.replaceChildren.apply(target, children);
  }

  function openForm() {
    var reviewer = kept.length ? kept[kept.length - 1].reviewer : "";
    var fresh = form({ item: own.item, school_code: own.school_code, reviewer: reviewer }, words.save, function (found) {
      kept.push(found); deleted = null; keep(); draw(); openForm();
      say(words.saved, { count: kept.length });
    });
    place.querySelector(".fresh").replaceChildren(fresh);
  }

  if (!place) return;
  load();
  place.replaceChildren(make("div", { class: "fresh" }), status, make("div", { class: "here" }));
  openForm();
  draw();
  if (!isKept) say("");
  window.addEventListener("storage", function (event) { if (event.key === key) { load(); draw(); } });
})();
