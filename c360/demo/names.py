"""Names for people, streets, shops and firms: common given names and family names, put together by chance."""

from __future__ import annotations

from typing import Final, NamedTuple

from c360.demo.dice import Dice, ladder_of


class Culture(NamedTuple):
    """Names that go together, and where people who bear them often hold a passport."""

    weight: float
    countries: tuple[str, ...]
    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    family_first: bool = False


def _culture(weight: float, countries: str, women: str, men: str, families: str, first: bool = False) -> Culture:
    return Culture(
        weight, tuple(countries.split()), tuple(women.split()), tuple(men.split()), tuple(families.split()), first
    )


CULTURES: Final = (
    _culture(
        50, "US US US US US US GB CA",
        "Abigail Alice Amanda Barbara Carol Charlotte Claire Diane Dorothy Elizabeth Emily Frances Grace Hannah Helen"
        " Jane Jessica Joan Karen Laura Linda Margaret Martha Megan Nancy Olivia Patricia Rachel Rebecca Ruth Susan"
        " Victoria",
        "Adam Albert Andrew Arthur Benjamin Brian Charles Daniel David Edward Eric Frank George Gregory Henry Jack"
        " James Jason Joseph Kevin Lawrence Mark Matthew Michael Nathan Patrick Peter Robert Samuel Steven Thomas"
        " William",
        "Abbott Ainsley Aldridge Atwell Barlow Beckford Bennett Birch Bramley Calder Carter Chadwick Colby Crane Dalton"
        " Davis Denholm Dixon Draper Edwards Ellery Fenwick Fisher Gardner Garrick Gresham Hadley Hargrove Hartley Hill"
        " Hollis Ingram Jarvis Jenkins Jones Kendrick Lacey Langford Lockhart Marlow Merrick Mitchell Morgan Naylor"
        " Nelson Norcott Ogden Osborn Owens Paxton Porter Prescott Quinlan Redmond Reed Rogers Rowley Sandford Selby"
        " Smith Stanton Stroud Sullivan Sutcliffe Tate Thorne Tilden Underhill Vickers Wakefield Walsh Ward Weller"
        " Whitcombe Winslow Wycliffe Yardley",
    ),
    _culture(
        15, "US US US MX DO CO EC",
        "Alejandra Ana Camila Carmen Daniela Elena Gabriela Isabel Lucía María Marisol Paula Rosa Sofía Valentina",
        "Alejandro Andrés Carlos Diego Eduardo Fernando Ignacio Jorge José Luis Manuel Miguel Pablo Rafael Sergio",
        "Álvarez Zambrano Cruz Espinoza Fernández García Gómez González Gutiérrez Hernández Jiménez López Martínez"
        " Mendoza Morales Núñez Ortiz Peña Pérez Ramírez Reyes Rivera Rodríguez Ruiz Sánchez Valdivia Vargas",
    ),
    _culture(
        7, "US US US IT IE",
        "Angela Bridget Caterina Francesca Giulia Kathleen Lucia Maeve Paola Siobhán",
        "Antonio Brendan Declan Giovanni Liam Lorenzo Marco Paolo Seán Vincent",
        "Bianchi Caruso D'Amico Deluca Esposito Gallo O'Connor O'Neill O'Reilly Romano Russo Walsh",
    ),
    _culture(
        7, "US US CN TW",
        "Fang Hui Jing Lan Mei Min Ning Xia Yan Ying", "Bo Feng Gang Hao Jun Lei Ming Tao Wei Yong",
        "Chen Deng Gao Guo He Hu Huang Li Lin Liu Luo Ma Sun Tang Wang Wu Xu Yang Zhang Zhao Zhou Zhu",
    ),
    _culture(
        6, "US US IN PK BD",
        "Aisha Anjali Deepa Fatima Kavita Lakshmi Meera Neha Priya Sunita",
        "Amit Arjun Farhan Imran Mohammed Rahul Rajesh Sanjay Suresh Vikram",
        "Ahmed Chaudhary Das Desai Gupta Iyer Joshi Qureshi Kumar Mehta Nair Patel Rao Reddy Sharma Singh",
    ),
    _culture(
        4, "US US US NG GH JM",
        "Adaeze Amara Blessing Chioma Imani Keisha Nia Yetunde", "Chidi Emeka Isaac Kofi Kwame Malik Obinna Tunde",
        "Adebayo Boateng Campbell Eze Mensah Okafor Okonkwo Osei Owusu Washington",
    ),
    _culture(
        3, "US US KR", "Eun-ji Hye-jin Ji-woo Min-seo Soo-jin", "Dong-hyun Jae-won Joon-ho Min-jun Sung-ho",
        "Choi Han Jung Kang Kim Lee Park Shin Yoon",
    ),
    _culture(
        3, "US DE PL SE",
        "Agnieszka Birgit Ewa Heike Ingrid Jutta Katarzyna Małgorzata Ulrike Åsa",
        "Bjørn Günther Jürgen Krzysztof Łukasz Michał Paweł Stefan Sören Wojciech",
        "Bäcker Dąbrowski Grün Jäger Kowalczyk Krüger Lindström Nowak Schäfer Sjöberg Szymański Wiśniewski Zieliński",
    ),
    _culture(
        2, "US VN", "Nguyệt Phương Thảo Thủy Trâm", "Bảo Dũng Khánh Minh Tuấn",
        "Bùi Đặng Đỗ Hoàng Lê Ngô Nguyễn Phạm Trần Võ", True,
    ),
    _culture(1, "US UA BG", "Ирина Мария Наталья Ольга", "Алексей Дмитрий Павел Сергей",
             "Бондаренко Коваленко Петренко Ткаченко Шевчук"),
    _culture(1, "US CN", "秀英 丽 敏 静 芳", "伟 强 磊 军 勇", "李 王 张 刘 陈 杨", True),
    _culture(1, "US EG JO LB", "فاطمة ليلى مريم نور", "أحمد خالد سامي يوسف", "حداد خوري منصور ناصر"),
)  # fmt: skip
_LADDER: Final = ladder_of(culture.weight for culture in CULTURES)


def culture_of(dice: Dice) -> Culture:
    """A culture, as likely as its weight."""
    return CULTURES[dice.weighted(_LADDER)]


def full_name(culture: Culture, given: str, family: str) -> str:
    """The name as its bearer writes it; Chinese characters take no blank."""
    if not culture.family_first:
        return f"{given} {family}"
    return f"{family}{given}" if family > "一" else f"{family} {given}"


STREETS: Final = (
    "Main St", "Harbour Rd", "Oak Ave", "Maple Ave", "Station Rd", "Mill Lane", "Church St", "Orchard St",
    "Hillside Ave", "Park Pl", "River Rd", "Chestnut St", "Union St", "Prospect Ave", "Lakeview Dr", "Garden St",
)  # fmt: skip
TOWNS: Final = (
    ("Eastharbor", "NY", "10990"), ("Millbrook Falls", "NY", "10991"), ("Larkfield", "NJ", "07990"),
    ("Port Ansel", "NY", "10992"), ("Greywater", "CT", "06990"), ("Saltmarsh", "NY", "10993"),
    ("Hollis Ferry", "NJ", "07991"), ("Kingsbarrow", "CT", "06991"),
)  # fmt: skip
BRANCHES: Final = (
    "Main St", "Harbour", "Airport", "Old Mill", "Station Square", "University", "Riverside", "Hill Park",
)  # fmt: skip
MANAGERS: Final = (
    "Dana Whitlock", "Priya Raman", "Tomás Echeverri", "Helen Marsh", "Kwabena Asante", "Yuki Tanabe",
    "Oliver Brandt", "Nadia Haddad",
)  # fmt: skip
OCCUPATIONS: Final = (
    ("Teacher", 62), ("Nurse", 74), ("Software developer", 128), ("Electrician", 66), ("Accountant", 81),
    ("Sales assistant", 36), ("Chef", 45), ("Bus driver", 48), ("Architect", 93), ("Physician", 214),
    ("Lawyer", 168), ("Mechanic", 51), ("Office clerk", 43), ("Warehouse worker", 38), ("Civil engineer", 97),
    ("Pharmacist", 127), ("Journalist", 58), ("Carpenter", 55), ("Police officer", 72), ("Care worker", 34),
    ("Graphic designer", 61), ("Data analyst", 92), ("Store manager", 58), ("Cleaner", 32), ("Dentist", 176),
)  # fmt: skip
FIRM_WORDS: Final = (
    "Alder", "Beacon", "Cobalt", "Drift", "Ember", "Fathom", "Granite", "Heron", "Ivory", "Juniper", "Kestrel",
    "Lantern", "Meridian", "Northgate", "Osprey", "Pinnacle", "Quarry", "Rowan", "Summit", "Tidewater", "Umber",
    "Vantage", "Willow", "Yarrow",
)  # fmt: skip
TRADES: Final = (
    "Consulting", "Logistics", "Catering", "Interiors", "Software", "Roofing", "Imports", "Bakery", "Plumbing",
    "Marketing", "Motors", "Textiles", "Studio", "Landscaping", "Electrical", "Dental",
)  # fmt: skip
EMPLOYER_TRADES: Final = (
    "Hospital", "School District", "Insurance", "Foods", "Transit", "Energy", "Systems", "Hotels", "University",
    "Manufacturing", "Retail Group", "City Council",
)  # fmt: skip
