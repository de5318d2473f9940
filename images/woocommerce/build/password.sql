ALTER USER shop@localhost IDENTIFIED BY 'build';
