// Run once by the mongo image, on an empty volume: makes the agent's user and one that can only read.
// The passwords come from Docker secrets. Changing a secret later changes no password: see db.changeUserPassword.
const fs = require("fs");

const database = process.env.MONGODB_DB || "sales_agent";
const password = (name) => {
  const value = fs.readFileSync(`/run/secrets/${name}`, "utf8").trim();
  if (!value) throw new Error(`the secret ${name} is empty`);
  return value;
};

const admin = db.getSiblingDB("admin");
admin.createUser({
  user: "sales_agent",
  pwd: password("mongo_app_password"),
  roles: [{ role: "readWrite", db: database }],
});
admin.createUser({
  user: "reader",
  pwd: password("mongo_reader_password"),
  roles: [{ role: "read", db: database }],
});
