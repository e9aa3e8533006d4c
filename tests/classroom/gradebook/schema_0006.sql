BEGIN TRANSACTION;
CREATE TABLE assignments (
	name TEXT NOT NULL, 
	title TEXT NOT NULL, 
	maximum INTEGER, 
	counts TEXT NOT NULL, 
	PRIMARY KEY (name), 
	CONSTRAINT counts_known CHECK (counts IN ('last', 'best', 'first'))
);
INSERT INTO "assignments" VALUES('hw1','Homework',10,'last');
INSERT INTO "assignments" VALUES('hw2','Second',7.5,'best');
CREATE TABLE attempts (
	id INTEGER NOT NULL, 
	assignment TEXT NOT NULL, 
	student_id INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	submitted_at DATETIME NOT NULL, 
	place TEXT NOT NULL, 
	name TEXT NOT NULL, 
	late BOOLEAN NOT NULL, 
	seen_at DATETIME NOT NULL, notes JSON DEFAULT '[]' NOT NULL, number BIGINT, zoned BOOLEAN, ordered_at DATETIME, 
	PRIMARY KEY (id), 
	CONSTRAINT attempts_once UNIQUE (assignment, student_id, content, submitted_at), 
	FOREIGN KEY(assignment) REFERENCES assignments (name), 
	FOREIGN KEY(student_id) REFERENCES students (id)
);
INSERT INTO "attempts" VALUES(1,'hw1',1,'A','2026-03-01 12:00:00.000000','in.zip/hw.py','hw.py',0,'2026-03-01 12:00:00.000000','[]',NULL,1,'2026-03-01 12:00:00.000000');
INSERT INTO "attempts" VALUES(2,'hw1',1,'B','2026-03-01 12:05:00.000000','in.zip/hw.py','hw.py',0,'2026-03-01 12:00:00.000000','[]',NULL,1,'2026-03-01 12:05:00.000000');
INSERT INTO "attempts" VALUES(3,'hw1',2,'A','2026-03-01 12:00:00.000000','in.zip/hw.py','hw.py',0,'2026-03-01 12:00:00.000000','[]',NULL,1,'2026-03-01 12:00:00.000000');
INSERT INTO "attempts" VALUES(4,'hw1',4,'D','2026-03-01 12:00:00.000000','in.zip/hw.py','hw.py',1,'2026-03-01 12:00:00.000000','["odd"]',7,0,'2026-03-01 12:00:00.000000');
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
INSERT INTO "criteria" VALUES(1,0,'c0','data',5.0,5,'earned',NULL);
INSERT INTO "criteria" VALUES(1,1,'c1','data',2.0,5,'lost',NULL);
INSERT INTO "criteria" VALUES(2,0,'c0','data',5.0,5,'earned',NULL);
INSERT INTO "criteria" VALUES(2,1,'c1','data',5.0,5,'earned',NULL);
INSERT INTO "criteria" VALUES(3,0,'c0','data',3.0,5,'lost',NULL);
INSERT INTO "criteria" VALUES(3,1,'c1','data',0.0,5,'lost',NULL);
CREATE TABLE gradebook_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT gradebook_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "gradebook_version" VALUES('0006');
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
CREATE TABLE mistakes (
	score_id INTEGER NOT NULL, 
	name TEXT NOT NULL, 
	cause TEXT NOT NULL, 
	PRIMARY KEY (score_id, name), 
	FOREIGN KEY(score_id) REFERENCES scores (id)
);
INSERT INTO "mistakes" VALUES(3,'wrong_sign','c0');
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
INSERT INTO "observations" VALUES(1,'k1','hw1','A','asked','[1, 2]','strong',X'7365656E','2026-03-01 12:00:00.000000');
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
INSERT INTO "overrides" VALUES(1,'87bd42e82e634687a632252650bcb754','hw1',1,'c1',3.0,5.0,'tess','seen by eye','2026-03-01 12:00:00.000000',NULL);
INSERT INTO "overrides" VALUES(2,'6bb248c32e9147e496392972b56aba32','hw1',2,'*',6.0,3.0,'tess','seen by eye','2026-03-01 12:00:00.000000',10);
INSERT INTO "overrides" VALUES(3,'b367dc51695443be8f4360e3b9114aa9','hw1',2,'*',NULL,3.0,'tess','seen by eye','2026-03-01 12:00:00.000000',10);
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
	judged_at DATETIME NOT NULL, seconds FLOAT, 
	PRIMARY KEY (id), 
	UNIQUE (token), 
	FOREIGN KEY(attempt_id) REFERENCES attempts (id), 
	FOREIGN KEY(observation_id) REFERENCES observations (id)
);
INSERT INTO "scores" VALUES(1,'5aef64e1ef794a50ac6b58558a4fc99e',1,1,'graded',7.0,10,'j1','strong',X'789CCD92CD6EC2400C845F05ED991682442BF12AA8424E7649ACEE4FE4F54211E2DD6B074A12F5DA436FF9C63BDE992457939BCE0530BB856993B72EBEB404D6D18A5C9F885795592E4C2E75C09C31453977353D70A786EEFCDA5F8679079BED9B48B178AFCC4536F143B88902E26E63B88B62BCAF65E09287ABF54EAB9A038AF2B45BBC0B04F8C2508250B516C49C3CF03D859829C5D64CE5C359CC28E23308959AB019B9216447A875F7571321385DD5AC750D23FB01154E98B1468F7C516520192E35692ABD6A1618E6251ED1A725B6B3124AD6F5405CC8A965FFA199A064378DEC27944E8E08ED44F1EEE4FCD31C803EC799AE1EA94E710876049F9D1604EF2FE33799F4AFFEA4BF4F9967ED37FFB6BD9A2D421B531EA364B6A9F0CF1B909B133D6731F1F4201C8F8799F43BE979F83D757CFB06C8D90F32','2026-03-01 12:00:00.000000',NULL);
INSERT INTO "scores" VALUES(2,'d67556c1508d4a6386b7619fc5c8180d',2,NULL,'graded',10.0,10,'j1','strong',X'789CE5925D6EC2301084AF82FC4C0B54A20F5C055568132FC9AAFE89D6EB5084B87BBDE127463D42DF32DF7AD633492E26B53D7A30BB85E9A2B318DE3A068BBC621C22CB6A63960B9372E329258AA19CBB9801A457437F7A1FCED3BC878FED6741213BA75A72D92477702D048ABB0BFE068BF1B65640729AAED63BAD32040EE569B7D8AC8BF2F0433EFB87A4141DC82D4671730C9DA9F1E154DC54E03309E786A99D75CB24C8A47DF71713C0A3AE6AD7BA4648DC24558C94A82147725632A9325C6AD498076516045E5BDCB3D72DB62F2554591C802533AA65FFA5992027AC23BB4AC51199C956C4E188EE69F6C0DFF34C57CFAA89610A760497500B8273E7F9A354FD37FFAFBF9A2D4117629AA324B131CBE31D949B233F67214A7D108EC7C30BFA9BF434FDA03ABEFE02A0BF100C','2026-03-01 12:00:00.000000',NULL);
INSERT INTO "scores" VALUES(3,'7a4da8b79a064dfd852f8e546d743293',3,NULL,'graded',3.0,10,'j1','strong',X'789CCD92CD6EC2400C845F05EDB92DD08A1E78155421276B82D5FD89BC5E2842BC7BEDD092A04ABD55EA2DF379C73B93E4EC4ABBC7086E3D735D0E1ED363C7E091E78C7D66992FDDC3CC95DA442A8572D27367D783ECCDB03F3EF5A761BE87E7D5ABA25443302D5537C917B828017577295EA11AAF6B05A496E16ABBD31B43E0A44FEBD98B8A081F146B54B55CA8A49203C835859A39A7CE4DF1F6A86652780BC2B5616A47DD32093259DDCDD9258868ABDA85AD1192304813072AD45020391919940E1F2C69AEBD310F02F725422EF24B85952A8F3DB05446336CDE2C11D482D3C061A2F20199C94F48C003869B3902BF8F335B3DAA26A721D60E4241AB07219CC62F3269BFFC9BF68B7FDBDECC9EA04BB98C518AF85CE5FB0DE8CD996FB394657A1076BBED1DFA99F438FC9C36BE7C027B540E7D','2026-03-01 12:00:00.000000',0.5);
INSERT INTO "scores" VALUES(4,'dbbd4501d2f846409ea9f03bdf726a0d',4,NULL,'unreadable',NULL,10,'j1','strong',X'789C558F516FC2300C84FF0ACAF30663D278D85F9926E43626B594C495E35010E2BFCF6937CA1EEFF3DDE57273A51F3081FBDCB8C0D1637E0D021E652738B2E86EEF5E36AED42E5129C4D97C3737820E2D304CDBF13ADF0778FF3818CA35C6A6B55A93FE82BB11B074C86981165C6A15B496066A16040F5DC4C61124A35FEB125C28D56460FF66920A47D0658C7508E7E09EF171B23C197C1448ED84FA55F7428A42EDD75FDFA63D41C85CB0FC81A29EEB3C75DE23C2F2B865D667239C4EC77F88CFE6278FEB73D33CB19DEF3FA41775FE','2026-03-01 12:00:00.000000',NULL);
CREATE TABLE students (
	id INTEGER NOT NULL, 
	"key" TEXT NOT NULL, 
	name TEXT NOT NULL, 
	ids JSON NOT NULL, 
	on_roster BOOLEAN NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE ("key")
);
INSERT INTO "students" VALUES(1,'ada','Ada','{}',1);
INSERT INTO "students" VALUES(2,'ben','Ben','{}',1);
INSERT INTO "students" VALUES(3,'eve','Eve','{}',1);
INSERT INTO "students" VALUES(4,'dan','Dan','{}',0);
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
CREATE INDEX marks_of_attempt ON marks (attempt_id);
CREATE VIEW marked AS
SELECT score_id, criterion, part, mark_id, attempt_id, points, who, comment, at, former
FROM (
    SELECT criteria.score_id, marks.criterion, marks.part, marks.id AS mark_id, marks.attempt_id,
        marks.points, marks.who, marks.comment, marks.at,
        marks.attempt_id <> scores.attempt_id AS former,
        ROW_NUMBER() OVER (
            PARTITION BY criteria.score_id, criteria.position ORDER BY marks.id DESC
        ) AS place
    FROM marks
    CROSS JOIN attempts AS given
    CROSS JOIN attempts
    CROSS JOIN scores
    CROSS JOIN criteria
    WHERE given.id = marks.attempt_id
        AND attempts.assignment = given.assignment AND attempts.student_id = given.student_id
        AND scores.attempt_id = attempts.id
        AND criteria.score_id = scores.id AND criteria.name = marks.criterion
        AND criteria.status = 'to_be_marked'
        AND marks.part = COALESCE(criteria.part, attempts.content)
) AS placed
WHERE place = 1 AND points IS NOT NULL;
CREATE VIEW corrections AS
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
WHERE scores.status = 'graded'
UNION ALL
SELECT criteria.score_id, criteria.position, criteria.name, criteria.earned,
    CASE
        WHEN marked.points < 0 THEN 0
        WHEN marked.points > criteria.maximum THEN criteria.maximum
        ELSE marked.points
    END
FROM marked
JOIN criteria ON criteria.score_id = marked.score_id AND criteria.name = marked.criterion
JOIN scores ON scores.id = marked.score_id
JOIN attempts ON attempts.id = scores.attempt_id
WHERE scores.status = 'graded' AND NOT EXISTS (
    SELECT 1 FROM in_force
    WHERE in_force.assignment = attempts.assignment
        AND in_force.student_id = attempts.student_id AND in_force.criterion = marked.criterion
);
CREATE VIEW counting AS
WITH newest AS (
    SELECT attempt_id, MAX(id) AS score_id FROM scores GROUP BY attempt_id
),
latest AS (
    SELECT attempts.id AS attempt_id, attempts.assignment, attempts.student_id,
        attempts.submitted_at, attempts.late, attempts.zoned, attempts.ordered_at, attempts.number, scores.id AS score_id,
        COALESCE(scores.status, 'not_graded') AS status, scores.maximum, scores.earned
    FROM attempts
    LEFT JOIN newest ON newest.attempt_id = attempts.id
    LEFT JOIN scores ON scores.id = newest.score_id
),
given AS (
    SELECT score_id, SUM(earned - judged) AS difference FROM corrections GROUP BY score_id
),
corrected AS (
    SELECT latest.attempt_id, latest.assignment, latest.student_id, latest.submitted_at,
        latest.late, latest.zoned, latest.ordered_at, COALESCE(latest.number, 0) AS number, latest.score_id, latest.status, latest.earned AS judged,
        COALESCE(latest.maximum, assignments.maximum) AS maximum, assignments.counts,
        CASE
            WHEN given.difference IS NULL THEN latest.earned
            WHEN latest.earned + given.difference < 0 THEN 0
            ELSE CAST(
                ROUND(CAST(latest.earned + given.difference AS NUMERIC), 2) AS DOUBLE PRECISION
            )
        END AS earned
    FROM latest
    JOIN assignments ON assignments.name = latest.assignment
    LEFT JOIN given ON given.score_id = latest.score_id
),
ranked AS (
    SELECT corrected.*,
        COUNT(*) OVER (PARTITION BY assignment, student_id) AS attempts,
        ROW_NUMBER() OVER (
            PARTITION BY assignment, student_id
            ORDER BY
                CASE WHEN counts = 'best' AND earned IS NULL THEN 1 ELSE 0 END,
                CASE WHEN counts = 'best' THEN -earned END,
                CASE WHEN counts = 'first' AND status = 'not_graded' THEN 1 ELSE 0 END, CASE WHEN counts = 'first' THEN ordered_at END, CASE WHEN counts = 'first' THEN number END,
                CASE WHEN counts = 'first' THEN attempt_id END,
                ordered_at DESC, number DESC, attempt_id DESC
        ) AS place
    FROM corrected
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
    SELECT ranked.assignment, ranked.student_id, attempt_id, score_id, ranked.status AS outcome,
        judged, ranked.earned, maximum, attempts, submitted_at, late, zoned,
        whole.points AS whole, whole.was,
        CASE WHEN ranked.status <> 'graded' THEN parts.points END AS parts
    FROM ranked
    LEFT JOIN whole
        ON whole.assignment = ranked.assignment AND whole.student_id = ranked.student_id
    LEFT JOIN parts
        ON parts.assignment = ranked.assignment AND parts.student_id = ranked.student_id
    WHERE place = 1
    UNION ALL
    SELECT whole.assignment, student_id, NULL, NULL, 'missing', NULL, NULL, maximum, 0, NULL, 0, NULL,
        points, was, NULL
    FROM whole
    JOIN assignments ON assignments.name = whole.assignment
    WHERE NOT EXISTS (
        SELECT 1 FROM attempts
        WHERE attempts.assignment = whole.assignment AND attempts.student_id = whole.student_id
    )
)
SELECT assignment, student_id, attempt_id, score_id,
    CASE WHEN whole IS NULL AND parts IS NULL THEN outcome ELSE 'graded' END AS status,
    CASE
        WHEN earned > whole AND whole >= COALESCE(was, whole) THEN earned
        WHEN COALESCE(whole, parts) > maximum THEN maximum
        ELSE COALESCE(whole, parts, earned)
    END AS earned,
    maximum, attempts, submitted_at, late, zoned, outcome, judged
FROM counted;
COMMIT;
