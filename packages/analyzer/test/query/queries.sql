-- One query a line: its verdict, and the names and types of its columns, are compared with PostgreSQL's.
select 1
select * from users
select u.* from users u
select id, nme from users
select users.nme from users
select x.id from users
select id from users, orders
select users.id, orders.id from users join orders on users.id = orders.user_id
select * from users join orders using (id)
select * from users natural join orders
select id from nope
select * from other.users
select public.users.name from users
select users.name from public.users
select name from users where age = 'abc'
select name from users where age = '12'
select name from users where active
select name from users where age
select name from users where name
select age + 1, age || 'x', age + 1.5, age::text, age / big from users
select age + name from users
select name + 1 from users
select name || age from users
select created_at - interval '1 day', created_at - created_at, d - d, d + 1, d + iv from users
select now() - created_at, age(created_at), date_trunc('day', ts), date_trunc('day', d) from users
select count(*) from users
select count(*), name from users
select count(*), name from users group by name
select id, name, count(*) from users group by id
select id, name, count(*) from users group by age
select u.id, u.name, count(o.id) from users u left join orders o on o.user_id = u.id group by u.id
select max(age) from users where max(age) > 1
select sum(total), avg(total), sum(id), avg(id), sum(user_id) from orders
select coalesce(age, 0), coalesce(name, 1) from users
select coalesce(name, 'x'), coalesce(null, 'x'), nullif(age, 0) from users
select case when active then 1 else 2.5 end, case when active then 'a' end, case age when 1 then 'x' else name end from users
select case when active then 1 else 'x' end from users
select case when active then age else name end from users
select array[1,2,3], array['a','b'], array[1, 2.5], array[]::int[], array[[1],[2]]
select array[]
select array[1,'x']
select array[age, name] from users
select tags[1], tags[1:2], meta->'a', meta->>'a', meta#>'{a,b}', meta['x'], meta ? 'a', meta @> '{}' from users
select age[1] from users
select (p).a, (p).b, (p).* from users
select (p).c from users
select p.a from users
select row(1,2), (1,'a'), row(users.*) from users
select lower(name), upper(email), length(name), substring(name from 1 for 2), position('a' in name), trim(name) from users
select lower(age) from users
select nosuch(1)
select f1(1), f1(1,2), f1(a => 1), f1(b => 1, a => 2)
select f1('x')
select f1(1,2,3)
select f1(c => 1)
select f2('a'), f2(1), f2('a'::text)
select f2(null)
select f2(1.5)
select f3(1,2,3), f3(variadic array[1,2])
select f3()
select f4(), (f4()).*
select * from f4()
select * from f5() as t
select * from f5() as t(a)
select * from f5() as t(a,b,c)
select f6(1), f6('a'::text), f6(now())
select f6('a')
select full_name(users) from users
select users.full_name from users
select u.full_name from users u
select proc1(1)
select * from generate_series(1, 10)
select * from generate_series(1, 10) g
select g.*, g from generate_series(1, 10) as g(n)
select * from generate_series(now(), now(), '1 day')
select * from unnest(array[1,2]) with ordinality
select * from unnest(array[1,2], array['a','b']) as t(a, b)
select * from json_each('{}')
select * from jsonb_to_recordset('[]') as x(a int, b text)
select * from jsonb_to_recordset('[]')
select * from jsonb_array_elements('[]') e, lateral (select e.value->>'x' as x) s
select jsonb_array_elements(meta) from users
select * from users u, lateral (select * from orders o where o.user_id = u.id) x
select * from users u, (select * from orders o where o.user_id = u.id) x
select * from users u join lateral (select * from orders o where o.user_id = u.id) x on true
select (select max(total) from orders o where o.user_id = u.id) from users u
select (select id, total from orders) from users
select exists (select 1 from orders), array(select id from orders), 1 in (select id from orders), 1 = any(array[1])
select age in (1,2,'3') from users
select age in (1,'x') from users
select name in ('a','b'), name in (1,2) from users
select age = any('{1,2}'), age = any(tags) from users
select name = any(tags), 'x' = any(tags) from users
select id in (select name from users) from users
select (1,2) = (3,4), (1,2) in (select id, age from users)
select (1,2) in (select id from users)
select (1,2) = (1,2,3)
with a as (select 1 as x) select * from a
with a as (select 1 as x), b as (select x+1 as y from a) select * from a, b
with a(z) as (select 1) select z from a
with a(z,y) as (select 1) select z from a
with recursive t(n) as (values (1) union all select n+1 from t where n < 100) select sum(n) from t
with recursive t as (select 1 as n union all select n+1.5 from t) select * from t
with recursive t as (select n from t) select * from t
with a as (select 1), a as (select 2) select 1
with a as (insert into items values (1,1,'x') returning order_id) select * from a
with a as (delete from items) select * from a
select * from a1
select 1 union select 2
select 1 union select 'a'
select 1 union select 2.5
select 1, 2 union select 1
select name from users union all select age from users
select name, 1 as n from users union select email, 2 from users order by n
select name from users union select email from users order by lower(name)
select null union select 1
select 'a' union select null
select j from users union select j from users
select distinct j from users
select j from users order by j
select j from users group by j
select meta from users group by meta order by meta
select name as n from users order by n
select name as n from users order by n || 'x'
select name from users order by 1
select name from users order by 2
select name from users order by age
select distinct name from users order by age
select distinct on (age) name from users order by age, name
select distinct on (age) name from users order by name
select name as id, id as x from users order by id
select name as x, age as x from users order by x
select age as name, count(*) from users group by name
select age as a1, count(*) from users group by a1
select age+1, count(*) from users group by age+1
select age+1, count(*) from users group by 1
select age+2, count(*) from users group by age+1
select count(*) from users having count(*) > 1
select name from users having true
select name, count(*) from users group by name having age > 1
select row_number() over (), rank() over (order by age), sum(age) over (partition by name) from users
select rank() from users
select row_number() over (order by age) from users where row_number() over () = 1
select lower(name) over () from users
select sum(age) over w from users window w as (partition by name)
select sum(age) over w from users
select percentile_cont(0.5) within group (order by age) from users
select string_agg(name, ',' order by name), array_agg(age), array_agg(distinct name), json_agg(users), jsonb_object_agg(name, age) from users
select count(*) filter (where active) from users
select lower(name) filter (where active) from users
select lower(distinct name) from users
select count(distinct j) from users
select sum(count(*)) from users
select sum(count(*)) over () from users
select count(count(*)) from users
select 1 limit 'x'
select 1 limit 1 offset age
select name from users limit age
select * from users limit 10 for update
select * from users for update of users
select * from users for update of u
select count(*) from users for update
select cast('1' as int), '1'::int, 'x'::int
select '2020-01-01'::date, 'abc'::date, 'now'::timestamp
select 'sad'::mood, 'nope'::mood
select mood = 'sad', mood = 'bad' from users
select mood::text, 'sad'::text::mood from users
select mood = name from users
select age::mood from users
select age::bool, active::int, score::int, name::int from users
select age::date from users
select d::int from users
select uid = 'abc' from users
select uid = name from users
select uid::text, name::uuid from users
select '{a,b}'::text[], '{sad,bad}'::mood[], '1'::posint
select 'users'::regclass, 'nope'::regclass
select nextval('s1'), currval('s1'), nextval('users_id_seq'), nextval('nope_seq')
select r @> 3, r && int4range(1,2), lower(r), upper(r), isempty(r) from users
select r @> 'x' from users
select extract(year from d), extract(epoch from iv), date_part('year', d) from users
select current_date, current_timestamp, localtime, current_user, session_user
select d between '2020-01-01' and now() from users
select d between 1 and 2 from users
select name like 'a%', name ilike age, age like 'x' from users
select name ~ 'x', name similar to 'x', name is distinct from 'y' from users
select age is distinct from name from users
select not age from users
select active and age from users
select active is true, age is true from users
select greatest(1,2.5), least('a','b'), greatest(age, score) from users
select greatest(age, name) from users
select xmlelement(name foo, 1), xmlparse(document '<a/>')
select json_build_object('a', 1), jsonb_build_array(1,'a'), to_jsonb(users), row_to_json(users) from users
select tableoid, ctid, xmin from users
select ctid from active_users
select oid from users
select oid, relname from pg_class
select table_name, column_name from information_schema.columns
select * from pg_stat_activity
select nope from information_schema.tables
select nspname from pg_namespace n join pg_class c on c.relnamespace = n.oid
select "userName" from "Cased"
select userName from "Cased"
select id from Cased
select u1.id from users u1, users u1
select 1 from users, users
select 1 from users, other.users
select 1 from users u join users u on true
select * from users u(a,b)
select a from users u(a,b)
select id from users u(a,b)
select u from users u
select users from users u
select * from (values (1,'a'),(2,'b')) v(x,y)
select * from (values (1,'a'),(2)) v(x,y)
select * from (values (1),('x')) v
values (1,2),(3,4)
values (1,2),(3,'x')
select * from (select 1)
select * from (select 1 as a, 2 as a) x
select a from (select 1 as a, 2 as a) x
select * from users where id = (select id from orders)
select * from users where exists (select * from orders where user_id = users.id and nope = 1)
select * from users where id in (select user_id from orders group by status)
select user_id, (select name from users where users.id = orders.user_id) from orders group by user_id
select status, (select name from users where users.id = orders.user_id) from orders group by status
select overlay(name placing 'x' from 1), concat(1,'a',now()), format('%s', 1), round(score, 1), round(fl::numeric, 2) from users
select round(fl, 2) from users
select to_char(created_at, 'YYYY'), to_date('x','y'), to_timestamp(1), to_timestamp('a','b') from users
select md5(name), encode(b, 'hex'), decode('aa', 'hex'), gen_random_uuid(), random(), sha256(b) from users
select md5(1)
select array_length(tags, 1), array_append(tags, 'x'), array_to_string(tags, ','), cardinality(tags), tags || 'x', tags || array['y'], 'x' || tags from users
select array_append(tags, 1) from users
select array_position(tags, 'x'), unnest(tags), array_remove(tags, null) from users
select age % 2, age ^ 2, -age, @age, |/ 4, age & 1, ~age from users
select -name from users
select age = big, big = sm, score = fl, age = score from users
select id = name from users
select d = created_at, ts = created_at, d < now() from users
select d = age from users
select active = 't', active = 1 from users
select active = 'maybe' from users
select to_tsvector('english', name) @@ to_tsquery('x'), to_tsvector('nope', name) from users
select to_tsvector(name) from users
select n + 1, n, addr || 'x', addr, lower(addr) from users
select id::regclass, 1::regtype, 'int'::regtype, 'nopetype'::regtype
select b || b, length(b), b = 'x' from users
select iv * 2, iv / 2, iv + iv, 2 * iv, iv > '1 day' from users
select interval '1 day' * age from users
select sum(iv), avg(iv), max(created_at), min(d), max(mood), bool_and(active), every(active) from users
select sum(name) from users
select max(j) from users
select max(uid) from users
select max(meta) from users
select grouping(name), name from users group by rollup(name)
select name, age, count(*) from users group by grouping sets ((name), (age), ())
select name, age, email from users group by cube(name, age)
select * from users tablesample system (1)
select * from rows from (generate_series(1,2), unnest(array['a'])) as t
select * from users, unnest(tags) as t
select * from users, unnest(tags) as t(tag) where tag = 'x'
select u.id, t.ordinality from users u, unnest(tags) with ordinality as t(tag)
select * from nosuchfunc() t
select * from current_date
select * from xmltable('/a' passing '<a/>'::xml columns x int path 'x', n for ordinality)
select json_object('a': 1), json_array(1,2), json_scalar(1), json_value('{}', '$.a'), json_query('{}', '$'), json_exists('{}', '$')
select * from json_table('{}', '$' columns (a int path '$.a', b text)) jt
