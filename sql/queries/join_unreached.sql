-- A range that lies in another one (a drive that is offline within one that is) is made to end where that does. Then the
-- nearest range before a path tells whether any holds it: else each path is held against each range.
UPDATE pass_unreached u SET to_path = w.reach
FROM (SELECT ctid AS place, max(to_path) OVER (ORDER BY from_path, to_path DESC) AS reach FROM pass_unreached) w
WHERE u.ctid = w.place AND u.to_path <> w.reach
