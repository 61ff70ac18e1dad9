/** Whether pg is there is all that is asked; BullMQ uses it. */
declare module "pg";
