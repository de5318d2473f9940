CREATE DATABASE shop;
CREATE USER shop@localhost IDENTIFIED VIA mysql_native_password USING PASSWORD('build');
GRANT ALL ON shop.* TO shop@localhost;
