CREATE TABLE gradebook_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT gradebook_version_pkc PRIMARY KEY (version_num)
);

CREATE TABLE students (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	ids JSON NOT NULL, 
	on_roster BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);

CREATE TABLE observations (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	assignment TEXT NOT NULL, 
	content TEXT NOT NULL, 
	asked TEXT NOT NULL, 
	seeds JSON NOT NULL, 
	isolation TEXT NOT NULL, 
	document BLOB NOT NULL, 
	seen_at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key"), 
	FOREIGN KEY(assignment) REFERENCES assignments (name)
);

CREATE TABLE attempts (
	id INTEGER NOT NULL, 
	assignment TEXT NOT NULL, 
	student_id INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	submitted_at DATETIME NOT NULL, 
	place TEXT NOT NULL, 
	name TEXT NOT NULL, 
	late BOOLEAN NOT NULL, 
	seen_at DATETIME NOT NULL, notes JSON DEFAULT '[]' NOT NULL, number BIGINT, zoned BOOLEAN, ordered_at DATETIME, batch_id INTEGER CONSTRAINT of_a_batch REFERENCES actions (id), by_system BOOLEAN, 
	PRIMARY KEY (id), 
	CONSTRAINT attempts_once UNIQUE (assignment, student_id, content, submitted_at), 
	FOREIGN KEY(assignment) REFERENCES assignments (name), 
	FOREIGN KEY(student_id) REFERENCES students (id)
);

CREATE TABLE scores (
	id INTEGER NOT NULL, 
	token TEXT NOT NULL, 
	attempt_id INTEGER NOT NULL, 
	observation_id INTEGER, 
	status TEXT NOT NULL, 
	earned FLOAT, 
	maximum INTEGER, 
	judging TEXT NOT NULL, 
	isolation TEXT NOT NULL, 
	report BLOB NOT NULL, 
	judged_at DATETIME NOT NULL, seconds FLOAT, brief TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (token), 
	FOREIGN KEY(attempt_id) REFERENCES attempts (id), 
	FOREIGN KEY(observation_id) REFERENCES observations (id)
);

CREATE TABLE criteria (
	score_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	grp TEXT NOT NULL, 
	earned FLOAT NOT NULL, 
	maximum INTEGER NOT NULL, 
	status TEXT NOT NULL, part TEXT, 
	PRIMARY KEY (score_id, position), 
	FOREIGN KEY(score_id) REFERENCES scores (id)
);

CREATE TABLE mistakes (
	score_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	cause TEXT NOT NULL, 
	PRIMARY KEY (score_id, name), 
	FOREIGN KEY(score_id) REFERENCES scores (id)
);

CREATE TABLE overrides (
	id INTEGER NOT NULL, 
	token TEXT NOT NULL, 
	assignment TEXT NOT NULL, 
	student_id INTEGER NOT NULL, 
	criterion TEXT NOT NULL, 
	points FLOAT, 
	was FLOAT, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	at DATETIME NOT NULL, maximum INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (token), 
	FOREIGN KEY(assignment) REFERENCES assignments (name), 
	FOREIGN KEY(student_id) REFERENCES students (id)
);

CREATE INDEX attempts_of_student ON attempts (student_id);

CREATE INDEX attempts_of_assignment ON attempts (assignment, id);

CREATE INDEX scores_in_order ON scores (attempt_id, id);

CREATE INDEX overrides_in_order ON overrides (assignment, student_id, criterion, id);

CREATE INDEX overrides_of_student ON overrides (student_id);

CREATE VIEW in_force AS
SELECT assignment, student_id, criterion, points, was FROM overrides
WHERE points IS NOT NULL
    AND id = (
        SELECT MAX(later.id) FROM overrides AS later
        WHERE later.assignment = overrides.assignment
            AND later.student_id = overrides.student_id
            AND later.criterion = overrides.criterion
    );

CREATE INDEX attempts_in_order ON attempts (assignment, student_id, ordered_at, number, id);

CREATE TABLE marks (
	id INTEGER NOT NULL, 
	token TEXT NOT NULL, 
	attempt_id INTEGER NOT NULL, 
	criterion TEXT NOT NULL, 
	part TEXT NOT NULL, 
	points FLOAT, 
	who TEXT NOT NULL, 
	comment TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (token), 
	FOREIGN KEY(attempt_id) REFERENCES attempts (id)
);

CREATE INDEX marks_of_attempt ON marks (attempt_id);

CREATE TABLE actions (
	id INTEGER NOT NULL, 
	token TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	who TEXT NOT NULL, 
	why TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	detail JSON NOT NULL, 
	undoes INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (token), 
	UNIQUE (undoes), 
	FOREIGN KEY(undoes) REFERENCES actions (id)
);

CREATE TABLE extensions (
	id INTEGER NOT NULL, 
	action_id INTEGER NOT NULL, 
	assignment TEXT NOT NULL, 
	student_id INTEGER NOT NULL, 
	until DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(action_id) REFERENCES actions (id), 
	FOREIGN KEY(assignment) REFERENCES assignments (name), 
	FOREIGN KEY(student_id) REFERENCES students (id)
);

CREATE INDEX extensions_of_student ON extensions (assignment, student_id);

CREATE TABLE excuses (
	id INTEGER NOT NULL, 
	action_id INTEGER NOT NULL, 
	assignment TEXT NOT NULL, 
	student_id INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(action_id) REFERENCES actions (id), 
	FOREIGN KEY(assignment) REFERENCES assignments (name), 
	FOREIGN KEY(student_id) REFERENCES students (id)
);

CREATE INDEX excuses_of_student ON excuses (assignment, student_id);

CREATE TABLE adjustments (
	id INTEGER NOT NULL, 
	action_id INTEGER NOT NULL, 
	assignment TEXT NOT NULL, 
	student_id INTEGER NOT NULL, 
	points FLOAT NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(action_id) REFERENCES actions (id), 
	FOREIGN KEY(assignment) REFERENCES assignments (name), 
	FOREIGN KEY(student_id) REFERENCES students (id)
);

CREATE INDEX adjustments_of_student ON adjustments (assignment, student_id);

CREATE TABLE choices (
	id INTEGER NOT NULL, 
	action_id INTEGER NOT NULL, 
	assignment TEXT NOT NULL, 
	student_id INTEGER NOT NULL, 
	attempt_id INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(action_id) REFERENCES actions (id), 
	FOREIGN KEY(assignment) REFERENCES assignments (name), 
	FOREIGN KEY(student_id) REFERENCES students (id), 
	FOREIGN KEY(attempt_id) REFERENCES attempts (id)
);

CREATE INDEX choices_of_student ON choices (assignment, student_id);

CREATE TABLE aliases (
	id INTEGER NOT NULL, 
	action_id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	student_id INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(action_id) REFERENCES actions (id), 
	FOREIGN KEY(student_id) REFERENCES students (id)
);

CREATE INDEX aliases_by_key ON aliases ("key");

CREATE TABLE removals (
	id INTEGER NOT NULL, 
	action_id INTEGER NOT NULL, 
	student_id INTEGER, 
	attempt_id INTEGER, 
	batch_id INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(action_id) REFERENCES actions (id), 
	FOREIGN KEY(student_id) REFERENCES students (id), 
	FOREIGN KEY(attempt_id) REFERENCES attempts (id), 
	FOREIGN KEY(batch_id) REFERENCES actions (id)
);

CREATE TABLE settled (
	attempt_id INTEGER NOT NULL, 
	late_by BIGINT NOT NULL, 
	days INTEGER NOT NULL, 
	free INTEGER NOT NULL, 
	share INTEGER NOT NULL, 
	accepted BOOLEAN NOT NULL, 
	PRIMARY KEY (attempt_id), 
	FOREIGN KEY(attempt_id) REFERENCES attempts (id)
);

CREATE INDEX attempts_of_batch ON attempts (batch_id);

CREATE TABLE assignments (
	name TEXT NOT NULL, 
	title TEXT NOT NULL, 
	maximum INTEGER, 
	counts TEXT NOT NULL, 
	due JSON, 
	PRIMARY KEY (name), 
	CONSTRAINT counts_known CHECK (counts IN ('last', 'last_before_due', 'best', 'first'))
);

CREATE VIEW hidden AS
SELECT student_id, MAX(action_id) AS action_id FROM removals
WHERE student_id IS NOT NULL AND action_id NOT IN (SELECT undoes FROM actions WHERE undoes IS NOT NULL)
GROUP BY student_id;

CREATE VIEW removed AS
SELECT attempt_id, MAX(action_id) AS action_id
FROM (
    SELECT attempt_id, action_id FROM removals WHERE attempt_id IS NOT NULL
    UNION ALL
    SELECT attempts.id, removals.action_id FROM removals
    JOIN attempts ON attempts.batch_id = removals.batch_id
) AS named
WHERE action_id NOT IN (SELECT undoes FROM actions WHERE undoes IS NOT NULL)
GROUP BY attempt_id;

CREATE VIEW extended AS
SELECT assignment, student_id, until, action_id FROM extensions
WHERE until IS NOT NULL AND id IN (
    SELECT MAX(id) FROM extensions WHERE action_id NOT IN (SELECT undoes FROM actions WHERE undoes IS NOT NULL) GROUP BY assignment, student_id
);

CREATE VIEW excused AS
SELECT assignment, student_id, MAX(action_id) AS action_id FROM excuses
WHERE action_id NOT IN (SELECT undoes FROM actions WHERE undoes IS NOT NULL)
GROUP BY assignment, student_id;

CREATE VIEW adjusted AS
SELECT assignment, student_id, CAST(SUM(CAST(ROUND(points * 100) AS BIGINT)) AS BIGINT) AS cents
FROM adjustments
WHERE action_id NOT IN (SELECT undoes FROM actions WHERE undoes IS NOT NULL) AND points BETWEEN -1000000 AND 1000000
GROUP BY assignment, student_id;

CREATE VIEW chosen AS
SELECT assignment, student_id, attempt_id FROM choices
WHERE attempt_id IS NOT NULL AND id IN (
    SELECT MAX(id) FROM choices WHERE action_id NOT IN (SELECT undoes FROM actions WHERE undoes IS NOT NULL) GROUP BY assignment, student_id
);

CREATE VIEW called AS
SELECT key, student_id FROM aliases WHERE id IN (
    SELECT MAX(id) FROM aliases WHERE action_id NOT IN (SELECT undoes FROM actions WHERE undoes IS NOT NULL) GROUP BY key
)
UNION ALL
SELECT key, id AS student_id FROM students
WHERE key NOT IN (SELECT key FROM aliases WHERE action_id NOT IN (SELECT undoes FROM actions WHERE undoes IS NOT NULL));

CREATE TABLE files (
	id INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	name TEXT NOT NULL, 
	document BLOB NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (content)
);

CREATE TABLE comments (
	id INTEGER NOT NULL, 
	token TEXT NOT NULL, 
	attempt_id INTEGER NOT NULL, 
	cell INTEGER, 
	line INTEGER, 
	words TEXT NOT NULL, 
	who TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	withdraws INTEGER, 
	PRIMARY KEY (id), 
	UNIQUE (token), 
	FOREIGN KEY(attempt_id) REFERENCES attempts (id), 
	UNIQUE (withdraws), 
	FOREIGN KEY(withdraws) REFERENCES comments (id)
);

CREATE INDEX comments_of_attempt ON comments (attempt_id);

CREATE VIEW marked AS
SELECT criteria.score_id, criteria.name AS criterion, marks.part, marks.id AS mark_id,
    marks.attempt_id, marks.points, marks.who, marks.comment, marks.at,
    marks.attempt_id <> scores.attempt_id AS former
FROM criteria
JOIN scores ON scores.id = criteria.score_id
JOIN attempts ON attempts.id = scores.attempt_id
JOIN marks ON marks.id = (
    SELECT MAX(later.id) FROM marks AS later
    JOIN attempts AS given ON given.id = later.attempt_id
    WHERE given.assignment = attempts.assignment AND given.student_id = attempts.student_id
        AND later.criterion = criteria.name
        AND later.part = COALESCE(criteria.part, attempts.content)
)
WHERE criteria.status = 'to_be_marked' AND marks.points IS NOT NULL;

CREATE VIEW overruled AS
SELECT criteria.score_id, criteria.position, criteria.name, criteria.earned AS judged,
    CASE
        WHEN in_force.points < 0 THEN 0
        WHEN criteria.earned > in_force.points
            AND in_force.points >= COALESCE(in_force.was, in_force.points) THEN criteria.earned
        WHEN in_force.points > criteria.maximum THEN criteria.maximum
        ELSE in_force.points
    END AS earned
FROM scores
JOIN attempts ON attempts.id = scores.attempt_id
JOIN in_force
    ON in_force.assignment = attempts.assignment AND in_force.student_id = attempts.student_id
JOIN criteria ON criteria.score_id = scores.id AND criteria.name = in_force.criterion
WHERE scores.status = 'graded';

CREATE VIEW hand_marked AS
SELECT criteria.score_id, criteria.position, criteria.name, criteria.earned AS judged,
    CASE
        WHEN marked.points < 0 THEN 0
        WHEN marked.points > criteria.maximum THEN criteria.maximum
        ELSE marked.points
    END AS earned
FROM marked
JOIN criteria ON criteria.score_id = marked.score_id AND criteria.name = marked.criterion
JOIN scores ON scores.id = marked.score_id
JOIN attempts ON attempts.id = scores.attempt_id
WHERE scores.status = 'graded' AND NOT EXISTS (
    SELECT 1 FROM in_force
    WHERE in_force.assignment = attempts.assignment
        AND in_force.student_id = attempts.student_id AND in_force.criterion = marked.criterion
);

CREATE VIEW corrections AS
SELECT score_id, position, name, judged, earned FROM overruled
UNION ALL
SELECT score_id, position, name, judged, earned FROM hand_marked;

CREATE VIEW counting AS
WITH latest AS (
    SELECT attempts.id AS attempt_id, attempts.assignment, attempts.student_id,
        attempts.submitted_at, attempts.late, attempts.zoned, attempts.ordered_at,
        COALESCE(attempts.number, 0) AS number, scores.id AS score_id,
        COALESCE(scores.status, 'not_graded') AS status, scores.maximum, scores.earned,
        (
            SELECT SUM(overruled.earned - judged) FROM overruled
            WHERE overruled.score_id = scores.id
        ) AS overruled,
        (
            SELECT SUM(hand_marked.earned - judged) FROM hand_marked
            WHERE hand_marked.score_id = scores.id
        ) AS hand_marked,
        COUNT(*) OVER (PARTITION BY attempts.assignment, attempts.student_id) AS attempts,
        settled.late_by, settled.days, settled.free, settled.share,
        CASE WHEN settled.accepted = 0 THEN 1 ELSE 0 END AS too_late
    FROM attempts
    LEFT JOIN scores ON scores.id = (
        SELECT MAX(newest.id) FROM scores AS newest WHERE newest.attempt_id = attempts.id
    )
    LEFT JOIN settled ON settled.attempt_id = attempts.id
    WHERE attempts.id NOT IN (SELECT attempt_id FROM removed)
        AND attempts.student_id NOT IN (SELECT student_id FROM hidden)
),
by_criteria AS (
    SELECT latest.*, COALESCE(latest.maximum, assignments.maximum) AS possible, assignments.counts,
        CASE
            WHEN overruled IS NULL AND hand_marked IS NULL THEN latest.earned
            WHEN latest.earned + COALESCE(overruled, 0) + COALESCE(hand_marked, 0) < 0 THEN 0
            ELSE CAST(
                ROUND(CAST(latest.earned + COALESCE(overruled, 0) + COALESCE(hand_marked, 0) AS NUMERIC), 2) AS DOUBLE PRECISION
            )
        END AS corrected
    FROM latest
    JOIN assignments ON assignments.name = latest.assignment
),
ranked AS (
    SELECT by_criteria.*,
        ROW_NUMBER() OVER (
            PARTITION BY by_criteria.assignment, by_criteria.student_id
            ORDER BY
                too_late,
                CASE WHEN chosen.attempt_id = by_criteria.attempt_id THEN 0 ELSE 1 END,
                CASE WHEN counts = 'last_before_due' AND days > 0 THEN 1 ELSE 0 END,
                CASE WHEN counts = 'best' AND corrected IS NULL THEN 1 ELSE 0 END,
                CASE WHEN counts = 'best' THEN
                    -(CASE WHEN share < 10000 AND corrected BETWEEN 0 AND 1000000 THEN (CAST(ROUND(corrected * 100) AS BIGINT) * COALESCE(share, 10000) + 5000) / 10000 / 100.0
                        ELSE corrected END)
                END,
                CASE WHEN counts = 'first' AND status = 'not_graded' THEN 1 ELSE 0 END,
                CASE WHEN counts = 'first' THEN ordered_at END,
                CASE WHEN counts = 'first' THEN number END,
                CASE WHEN counts = 'first' THEN by_criteria.attempt_id END,
                ordered_at DESC, number DESC, by_criteria.attempt_id DESC
        ) AS place
    FROM by_criteria
    LEFT JOIN chosen
        ON chosen.assignment = by_criteria.assignment AND chosen.student_id = by_criteria.student_id
),
whole AS (
    SELECT assignment, student_id, points, was FROM in_force WHERE criterion = '*'
),
parts AS (
    SELECT assignment, student_id, SUM(points) AS points FROM in_force
    WHERE criterion <> '*' AND was IS NULL
    GROUP BY assignment, student_id
),
counted AS (
    SELECT ranked.assignment, ranked.student_id, attempt_id,
        CASE WHEN too_late = 0 THEN score_id END AS score_id,
        CASE WHEN too_late = 0 THEN ranked.status ELSE 'too_late' END AS outcome,
        CASE WHEN too_late = 0 THEN ranked.earned END AS judged,
        CASE WHEN too_late = 0 THEN corrected END AS corrected,
        possible AS maximum, attempts, submitted_at, late, zoned, late_by, days, free,
        CASE WHEN too_late = 0 THEN share END AS share,
        whole.points AS whole, whole.was,
        CASE WHEN ranked.status <> 'graded' THEN parts.points END AS parts
    FROM ranked
    LEFT JOIN whole
        ON whole.assignment = ranked.assignment AND whole.student_id = ranked.student_id
    LEFT JOIN parts
        ON parts.assignment = ranked.assignment AND parts.student_id = ranked.student_id
    WHERE place = 1
    UNION ALL
    SELECT decided.assignment, decided.student_id, NULL, NULL, 'missing', NULL, NULL, maximum, 0,
        NULL, 0, NULL, NULL, NULL, NULL, NULL, points, was, NULL
    FROM (
        SELECT assignment, student_id FROM whole
        UNION SELECT assignment, student_id FROM adjusted
        UNION SELECT assignment, student_id FROM excused
    ) AS decided
    JOIN assignments ON assignments.name = decided.assignment
    LEFT JOIN whole
        ON whole.assignment = decided.assignment AND whole.student_id = decided.student_id
    WHERE decided.student_id NOT IN (SELECT student_id FROM hidden)
        AND NOT EXISTS (
            SELECT 1 FROM attempts
            WHERE attempts.assignment = decided.assignment
                AND attempts.student_id = decided.student_id
                AND attempts.id NOT IN (SELECT attempt_id FROM removed)
        )
),
decided AS (
    SELECT counted.assignment, counted.student_id, attempt_id, score_id, outcome, judged,
        maximum, attempts, submitted_at, late, zoned, late_by, days, free, share,
        excused.action_id AS excused, adjusted.cents,
        CASE
            WHEN whole IS NOT NULL OR parts IS NOT NULL THEN 'graded'
            WHEN outcome IN ('missing', 'unreadable', 'refused', 'too_late')
                AND adjusted.cents > 0 THEN 'graded'
            ELSE outcome
        END AS status,
        CASE
            WHEN corrected > whole AND whole >= COALESCE(was, whole) THEN corrected
            WHEN COALESCE(whole, parts) > maximum THEN maximum
            ELSE COALESCE(whole, parts, corrected)
        END AS corrected
    FROM counted
    LEFT JOIN excused
        ON excused.assignment = counted.assignment AND excused.student_id = counted.student_id
    LEFT JOIN adjusted
        ON adjusted.assignment = counted.assignment AND adjusted.student_id = counted.student_id
)
SELECT assignment, student_id, attempt_id, score_id,
    CASE WHEN excused IS NULL THEN status ELSE 'excused' END AS status,
    CASE
        WHEN excused IS NOT NULL THEN NULL
        WHEN share IS NULL AND cents IS NULL THEN corrected
        WHEN corrected IS NULL AND status <> 'graded' THEN NULL
        WHEN corrected IS NOT NULL AND NOT corrected BETWEEN 0 AND 1000000 THEN corrected
        WHEN COALESCE((CAST(ROUND(corrected * 100) AS BIGINT) * COALESCE(share, 10000) + 5000) / 10000, 0) + COALESCE(cents, 0) < 0 THEN 0
        ELSE CAST((COALESCE((CAST(ROUND(corrected * 100) AS BIGINT) * COALESCE(share, 10000) + 5000) / 10000, 0) + COALESCE(cents, 0)) / 100.0 AS DOUBLE PRECISION)
    END AS earned,
    maximum, attempts, submitted_at, late, zoned, outcome, judged, corrected,
    CAST(late_by AS BIGINT) AS late_by, CAST(days AS INTEGER) AS days,
    CAST(free AS INTEGER) AS free, CAST(share AS INTEGER) AS share, cents, excused
FROM decided;

CREATE TABLE codes (
	id INTEGER NOT NULL, 
	observation_id INTEGER NOT NULL, 
	way TEXT NOT NULL, 
	code TEXT NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT codes_once UNIQUE (observation_id, way), 
	FOREIGN KEY(observation_id) REFERENCES observations (id)
);

INSERT INTO gradebook_version VALUES ('0010')