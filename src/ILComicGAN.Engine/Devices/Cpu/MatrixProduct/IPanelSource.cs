namespace ILComicGAN.Engine.Devices.Cpu.MatrixProduct;

/// <summary>The right-hand matrix of a product, which may exist only as a rule (an image's patches).</summary>
internal unsafe interface IPanelSource
{
    /// <summary>
    /// Writes rows <paramref name="row"/> … +<paramref name="rows"/> of columns <paramref name="column"/> …
    /// +<paramref name="columns"/> in panels of <paramref name="width"/> columns, [panel][row][width], the columns that
    /// do not exist as zeros.
    /// </summary>
    void Pack(int row, int rows, int column, int columns, int width, float* panels);
}
