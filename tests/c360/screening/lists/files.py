"""Small list files in the shapes of the real ones, with people, firms and ships that nobody has heard of."""

from __future__ import annotations

from pathlib import Path

SDN = (
    '101,"VORLAK, Ivo Petar","individual","SDGT] [CYBER2","Head of Procurement",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"DOB 05 May 1961; alt. DOB circa 1963; POB Tarnopol, Ukraine; nationality Syria; citizen Burma; Gender Male;'
    " Passport ZX-114 477 (Korea, North) issued 11 Apr 2014 expires 10 Apr 2024; National ID No. 12/BAHANA(N)010023"
    " (Burma); a.k.a. 'ABU 'AZZAM'; a.k.a. 'VORLACK, Ivo'; Folio Mercantil No. 77 (Jalisco) (Mexico); Digital Currency"
    ' Address - XBT 1Abc9; nationality Ruritania; Linked To: LUMEN HARBOUR CO.; Minister of Weather (since 1999)."',
    '102,"LUMEN HARBOUR CO.",-0- ,"CAATSA - RUSSIA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"Tax ID No. AABA 670850 Y (Russia); SWIFT/BIC LUMERUMM; Identification Number IMO 5551212;'
    ' all offices worldwide."',
    '103,"SEA OTTER","vessel","SOUTH SUDAN",-0- ,"T2XY4","Tug","1,234","900","Panama","Lumen Harbour Co.",'
    '"Vessel Registration Identification IMO 9998877; MMSI 372001000 (Panama)."',
    '104,"EP-TST","aircraft","IRAN",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ',
)
ALT = (
    '101,11,"aka","VORLACK, Ivo",-0- ',
    '101,12,"fka","WORLAK, Iwo",-0- ',
    '102,13,"nka","LUMEN HARBOR LLC",-0- ',
)
ADD = ('101,21,"4 Quay Street","Tarnopol","Ukraine",-0- ', '102,22,-0- ,-0- ,"Region: Nowhere",-0- ')

HEADER = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset,last_seen"
OPEN = (
    '"NK-1","Person","Ivo Vorlak","Ivo Vorlack;""Vorlak; the Elder""","1961-05-05;1963","sy;us-ny",'
    '"4 Quay Street, Tarnopol","ZX-114477","Treasury - SDGT","+380 1","i@v.test",'
    '"US OFAC SDN;UN SC","2026-02-01T10:00:00"',
    '"unsc-77","Company","Lumen Harbour","","","","","","","","","UN SC","2026-02-27T08:00:00"',
)

UN = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>7001</DATAID><VERSIONNUM>1</VERSIONNUM>
      <FIRST_NAME>IVO</FIRST_NAME><SECOND_NAME> VORLAK </SECOND_NAME>
      <UN_LIST_TYPE>DRC</UN_LIST_TYPE><REFERENCE_NUMBER>CDi.901</REFERENCE_NUMBER>
      <LISTED_ON>2012-12-31</LISTED_ON><NAME_ORIGINAL_SCRIPT>Иво Ворлак</NAME_ORIGINAL_SCRIPT><GENDER>Male</GENDER>
      <COMMENTS1>Runs Lumen Harbour (CDe.902), and met one who is gone (CDi.999).</COMMENTS1>
      <TITLE><VALUE>Dr.</VALUE></TITLE><DESIGNATION><VALUE>Harbour master</VALUE></DESIGNATION>
      <NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY><NATIONALITY><VALUE>na</VALUE></NATIONALITY>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Otter</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Iwo Worlak; Ivo Vorlack</ALIAS_NAME>
        <DATE_OF_BIRTH>1962-01-02</DATE_OF_BIRTH><NOTE>previously listed as</NOTE></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>The Otter</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Abu Latif (أبو لطيف)</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ADDRESS><CITY>Tarnopol</CITY><COUNTRY>Ukraine</COUNTRY><NOTE>in 2016</NOTE></INDIVIDUAL_ADDRESS>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><DATE>1961-05-05</DATE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><YEAR>1970</YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1958</FROM_YEAR><TO_YEAR>1959</TO_YEAR>
      </INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>24/06/1402 (Hijri)</NOTE>
      </INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Tarnopol</CITY><COUNTRY>Ukraine</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>ZX 114477</NUMBER>
        <ISSUING_COUNTRY>Ukraine</ISSUING_COUNTRY><NOTE>expired</NOTE></INDIVIDUAL_DOCUMENT>
      <INDIVIDUAL_DOCUMENT/>
      <SUBMITTED_BY><VALUE>Nowhere</VALUE></SUBMITTED_BY>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES>
    <ENTITY>
      <DATAID>7002</DATAID><FIRST_NAME>LUMEN HARBOUR</FIRST_NAME><UN_LIST_TYPE>DRC</UN_LIST_TYPE>
      <REFERENCE_NUMBER>CDe.902</REFERENCE_NUMBER><LISTED_ON>2013-01-01</LISTED_ON>
      <ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>OLD LUMEN</ALIAS_NAME></ENTITY_ALIAS>
      <ENTITY_ADDRESS><STREET>1 Dock</STREET><COUNTRY>Panama</COUNTRY></ENTITY_ADDRESS>
    </ENTITY>
  </ENTITIES>
</CONSOLIDATED_LIST>
"""


def ofac(
    folder: Path,
    sdn: tuple[str, ...] = SDN,
    alt: tuple[str, ...] = ALT,
    add: tuple[str, ...] = ADD,
    end: str = "\x1a",
) -> Path:
    """OFAC's three files in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (("sdn", sdn), ("alt", alt), ("add", add)):
        text = "".join(f"{row}\r\n" for row in rows) + end
        (folder / f"{name}.csv").write_bytes(text.encode("utf-8"))
    return folder


def written(path: Path, text: str | bytes) -> Path:
    """A file of this text."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def simple(path: Path, rows: tuple[str, ...] = OPEN, header: str = HEADER) -> Path:
    """OpenSanctions' table."""
    return written(path, "".join(f"{row}\n" for row in (header, *rows)))
