# UNTRIED: written without a Windows machine at hand. Makes an .msi below target\package with jpackage.
# Needs a JDK 25 in JAVA_HOME, Maven and the WiX tools. The virtual board (libunicorn) is not looked for on Windows.
$ErrorActionPreference = 'Stop'
$root = (Resolve-Path "$PSScriptRoot\..").Path
$here = "$root\target\package"
$java = "$env:JAVA_HOME\bin"
if (-not (Test-Path "$java\jpackage.exe")) { throw 'set JAVA_HOME to a JDK 25' }
$version = ([xml](Get-Content "$root\pom.xml")).project.version

# pom.xml takes the natives of linux-x86_64; here those of this machine.
$pom = "$root\pom-windows.xml"
$text = (Get-Content -Raw "$root\pom.xml") `
  -replace '(pytorch-native-cpu</artifactId>\s*<version>[^<]*</version>\s*<classifier>)linux-x86_64', '${1}win-x86_64' `
  -replace '(nd4j-native</artifactId>\s*<version>[^<]*</version>\s*<classifier>)linux-x86_64', '${1}windows-x86_64'
Set-Content -Path $pom -Value $text
try {
  Remove-Item -Recurse -Force $here -ErrorAction SilentlyContinue
  New-Item -ItemType Directory "$here\input\projects" | Out-Null
  & mvn -B -f $pom '-Dmaven.test.skip=true' '-Dspotless.check.skip=true' package dependency:copy-dependencies `
    '-DincludeScope=runtime' "-DoutputDirectory=$here\input"
  if ($LASTEXITCODE -ne 0) { throw 'the build failed' }
} finally {
  Remove-Item $pom
}
& "$java\jar" --create --file "$here\input\espalier.jar" --main-class org.espalier.cli.Main -C "$root\target\classes" .
Copy-Item -Recurse "$root\assets", "$root\LICENSE" "$here\input"
# For the web pages alone.
Remove-Item -Recurse -Force -ErrorAction SilentlyContinue "$here\input\assets\pictures\themes"
foreach ($project in (Get-ChildItem "$root\projects" -Directory).Name) {
  New-Item -ItemType Directory "$here\input\projects\$project" | Out-Null
  Copy-Item "$root\projects\$project\*.json" "$here\input\projects\$project"
}
# An .ico may hold a PNG as it is: a header of 22 bytes, then the picture.
$png = [IO.File]::ReadAllBytes("$root\src\main\resources\org\espalier\ui\icon.png")
$header = [byte[]](0, 0, 1, 0, 1, 0, 128, 128, 0, 0, 1, 0, 32, 0) + [BitConverter]::GetBytes($png.Length) + [BitConverter]::GetBytes(22)
[IO.File]::WriteAllBytes("$here\icon.ico", $header + $png)
$modules = (Get-Content "$root\installer\modules") -join ','
& "$java\jlink" --add-modules $modules --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-6 --output "$here\runtime"
& "$java\jpackage" --type msi --name Espalier --app-version $version --vendor Espalier --icon "$here\icon.ico" `
  --win-console --win-menu --win-shortcut `
  --runtime-image "$here\runtime" --input "$here\input" --main-jar espalier.jar --main-class org.espalier.cli.Main `
  --java-options '-Despalier.home=$APPDIR' --java-options '-Dai.djl.offline=true' `
  --java-options '--enable-native-access=ALL-UNNAMED' --java-options '--add-modules=jdk.incubator.vector' `
  --java-options '--sun-misc-unsafe-memory-access=allow' --java-options '-XX:+UseG1GC' --dest $here
if ($LASTEXITCODE -ne 0) { throw 'jpackage failed' }
