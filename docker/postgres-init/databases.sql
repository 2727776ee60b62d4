-- One database per service: no service can read another one's tables.
CREATE DATABASE customer_master;
CREATE DATABASE service_desk;
CREATE DATABASE feedback;
CREATE DATABASE loyalty;
CREATE DATABASE analytics;
