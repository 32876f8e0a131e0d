// Takes from node:util what Node 23 and later do not have: `node --require forgetUtil.cjs ...`.
const util = require("node:util");
delete util.isNullOrUndefined;
delete util.isArray;
