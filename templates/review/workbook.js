/* Writes a small workbook (xlsx) in the browser: a zip without compression, texts only. */
var JunhengWorkbook = (function () {
  "use strict";

  var TYPES = "http://schemas.openxmlformats.org/package/2006/content-types";
  var LINKS = "http://schemas.openxmlformats.org/package/2006/relationships";
  var OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  var MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  var KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  var HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  var DATE = 33; /* 1 January 1980 */

  /* Signs that XML may not hold are left out; text stays text whatever it begins with. */
  function escaped(text) {
    return String(text)
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "")
      .replace(/[\ud800-\udbff](?![\udc00-\udfff])|(^|[^\ud800-\udbff])[\udc00-\udfff]/g, "$1")
      .replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/"/g, "&quot;");
  }

  function letters(number) {
    var found = "";
    while (number) {
      found = String.fromCharCode(65 + ((number - 1) % 26)) + found;
      number = Math.floor((number - 1) / 26);
    }
    return found;
  }

  function cell(text, row, column, style) {
    if (text === "" || text === null || text === undefined) return "";
    return '<c r="' + letters(column) + row + '" t="inlineStr" s="' + style + '"><is><t xml:space="preserve">' +
      escaped(text) + "</t></is></c>";
  }

  function sheetXml(sheet) {
    var widths = (sheet.widths || []).map(function (width, at) {
      return '<col min="' + (at + 1) + '" max="' + (at + 1) + '" width="' + width + '" customWidth="1"/>';
    }).join("");
    var rows = sheet.rows.map(function (row, at) {
      var style = at + 1 === sheet.head ? 1 : 2;
      var cells = row.map(function (text, column) { return cell(text, at + 1, column + 1, style); });
      return '<row r="' + (at + 1) + '">' + cells.join("") + "</row>";
    }).join("");
    return HEAD + '<worksheet xmlns="' + MAIN + '">' + (widths ? "<cols>" + widths + "</cols>" : "") +
      "<sheetData>" + rows + "</sheetData></worksheet>";
  }

  function parts(sheets) {
    var found = {};
    var kinds = sheets.map(function (_, at) {
      return '<Override PartName="/xl/worksheets/sheet' + (at + 1) + '.xml" ContentType="' + KIND + 'worksheet+xml"/>';
    }).join("");
    var listed = sheets.map(function (sheet, at) {
      return '<sheet name="' + escaped(sheet.title) + '" sheetId="' + (at + 1) + '"' +
        (sheet.isHidden ? ' state="hidden"' : "") + ' r:id="rId' + (at + 1) + '"/>';
    }).join("");
    var linked = sheets.map(function (_, at) {
      return '<Relationship Id="rId' + (at + 1) + '" Type="' + OFFICE + '/worksheet" Target="worksheets/sheet' + (at + 1) + '.xml"/>';
    }).join("");
    found["[Content_Types].xml"] = HEAD + '<Types xmlns="' + TYPES + '"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="' + KIND + 'sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="' + KIND + 'styles+xml"/>' + kinds + "</Types>";
    found["_rels/.rels"] = HEAD + '<Relationships xmlns="' + LINKS + '"><Relationship Id="rId1" Type="' + OFFICE + '/officeDocument" Target="xl/workbook.xml"/></Relationships>';
    found["xl/workbook.xml"] = HEAD + '<workbook xmlns="' + MAIN + '" xmlns:r="' + OFFICE + '"><sheets>' + listed + "</sheets></workbook>";
    found["xl/_rels/workbook.xml.rels"] = HEAD + '<Relationships xmlns="' + LINKS + '">' + linked + '<Relationship Id="rId' + (sheets.length + 1) + '" Type="' + OFFICE + '/styles" Target="styles.xml"/></Relationships>';
    found["xl/styles.xml"] = HEAD + '<styleSheet xmlns="' + MAIN + '"><fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/><xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs></styleSheet>';
    sheets.forEach(function (sheet, at) {
      found["xl/worksheets/sheet" + (at + 1) + ".xml"] = sheetXml(sheet);
    });
    return found;
  }

  var TABLE = (function () {
    var table = [];
    for (var at = 0; at < 256; at++) {
      var value = at;
      for (var bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
      table.push(value >>> 0);
    }
    return table;
  })();

  function crc(bytes) {
    var value = 0xffffffff;
    for (var at = 0; at < bytes.length; at++) value = TABLE[(value ^ bytes[at]) & 255] ^ (value >>> 8);
    return (value ^ 0xffffffff) >>> 0;
  }

  function numbers(list) {
    var bytes = [];
    list.forEach(function (pair) {
      for (var at = 0; at < pair[1]; at++) bytes.push((pair[0] >>> (8 * at)) & 255);
    });
    return bytes;
  }

  function zip(files) {
    var encoder = new TextEncoder(), body = [], directory = [], offset = 0, count = 0, size = 0;
    Object.keys(files).forEach(function (name) {
      var title = encoder.encode(name), content = encoder.encode(files[name]);
      var common = [[20, 2], [0x0800, 2], [0, 2], [0, 2], [DATE, 2], [crc(content), 4],
        [content.length, 4], [content.length, 4], [title.length, 2], [0, 2]];
      var local = numbers([[0x04034b50, 4]].concat(common));
      var central = numbers([[0x02014b50, 4], [20, 2]].concat(common, [[0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]));
      body.push(new Uint8Array(local), title, content);
      directory.push(new Uint8Array(central), title);
      offset += local.length + title.length + content.length;
      size += central.length + title.length;
      count += 1;
    });
    var end = numbers([[0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [offset, 4], [0, 2]]);
    return new Blob(body.concat(directory, [new Uint8Array(end)]), { type: KIND + "sheet" });
  }

  return { blob: function (sheets) { return zip(parts(sheets)); } };
})();
