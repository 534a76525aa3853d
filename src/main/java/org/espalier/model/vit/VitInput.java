package org.espalier.model.vit;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import org.espalier.format.image.ClipPreprocessor;
import org.espalier.format.image.RgbImage;
import org.espalier.format.safetensors.SafetensorsFile;
import org.espalier.tensor.DType;
import org.espalier.tensor.MappedTensor;

/// Normalised input of a vision transformer: `count` pictures, each channel, row, column.
///
/// @param values count x channels x size x size
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record VitInput(int count, float[] values) implements Serializable {

    /// One picture: shortest edge resized, centre crop, mean and standard deviation of the configuration.
    ///
    /// @throws WorkbenchException if the net does not take three channels
    public static VitInput of(VitConfig config, RgbImage picture) {
        return new VitInput(1, preprocessor(config).values(picture));
    }

    /// How pictures become input.
    ///
    /// @throws WorkbenchException if the net does not take three channels
    public static ClipPreprocessor preprocessor(VitConfig config) {
        if (config.inChans() != 3) {
            throw VitConfig.refuse(
                    "vit.input.channels",
                    "the model takes " + config.inChans() + " channels, a picture has 3",
                    "Give the input as a tensor: --tensor FILE.");
        }
        return ClipPreprocessor.square(config.imageSize(), array(config.imageMean()), array(config.imageStd()));
    }

    /// The float32 tensor `input` (batch, channels, height, width) of a safetensors file.
    ///
    /// @throws WorkbenchException if the file is malformed or the tensor missing, of another type or shape
    public static VitInput read(VitConfig config, Path file) {
        try (SafetensorsFile tensors = SafetensorsFile.open(file)) {
            MappedTensor tensor = tensors.tensor("input");
            List<Long> dims = tensor.shape().dims();
            List<Long> picture = List.of((long) config.inChans(), (long) config.imageSize(), (long) config.imageSize());
            if (tensor.dtype() != DType.F32
                    || dims.size() != 4
                    || dims.getFirst() < 1
                    || dims.getFirst() > 4096
                    || !dims.subList(1, 4).equals(picture)) {
                throw VitConfig.refuse(
                        "vit.input.shape",
                        tensor.where() + " is " + tensor.dtype() + " " + tensor.shape()
                                + ", the model takes F32 [batch, " + config.inChans() + ", " + config.imageSize() + ", "
                                + config.imageSize() + "]",
                        "Write the tensor with this type and shape, at most 4096 pictures.");
            }
            return new VitInput(dims.getFirst().intValue(), tensor.floats());
        }
    }

    private static float[] array(List<Float> values) {
        float[] array = new float[values.size()];
        for (int i = 0; i < array.length; i++) {
            array[i] = values.get(i);
        }
        return array;
    }
}
